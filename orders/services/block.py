from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from orders.clocks import COMPLETE_CLOCK, RECEIVE_CLOCK
from orders.lifecycle import Stops
from orders.models import Order, OrderBlock
from orders.selectors import locked_order
from orders.services.advance import advance_order
from orders.services.capture import release_to_fulfilment


@atomic
def place_block(
    *, order_id: int, kind: str, reference: str, stops: Sequence[Stops], at: datetime
) -> None:
    """Keep an order from going on, and stop the clocks of what is stopped.

    A block of the same kind and reference that is open already stands.
    """
    order = locked_order(order_id)
    _block, placed = OrderBlock.objects.get_or_create(
        order=order,
        kind=kind,
        reference=reference,
        lifted_at=None,
        defaults={"stops": [str(stop) for stop in stops], "placed_at": at},
    )
    if placed:
        order.touch()
        for clock in (RECEIVE_CLOCK, COMPLETE_CLOCK):
            if clock.stopped_by in stops:
                clock.stop(order, at=at)


@atomic
def lift_block(*, order_id: int, kind: str, reference: str, actor: Actor, at: datetime) -> Order:
    """Lift a block; clocks that nothing else stops run on with what was left of them.

    What the block held back happens now: fulfilment of a paid order, and what
    follows from its lines. A block that is not open is left as it is.
    """
    order = locked_order(order_id)
    for block in order.open_blocks:
        if block.kind == kind and block.reference == reference:
            block.lifted_at = at
            block.save(update_fields=["lifted_at"])
            order.touch()
    RECEIVE_CLOCK.go_on(order, at=at)
    COMPLETE_CLOCK.go_on(order, at=at)
    release_to_fulfilment(order, at=at)
    advance_order(order, actor=actor, at=at)
    return order
