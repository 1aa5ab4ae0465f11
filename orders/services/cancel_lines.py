from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from orders.events import LinesCancelled
from orders.models import Order, OrderLine
from orders.selectors import locked_order
from orders.services.advance import advance_order
from products.services import release_lines


@atomic
def cancel_lines(
    *, order_id: int, quantities: Mapping[int, int], reason: str, actor: Actor, at: datetime
) -> Order:
    """Take unshipped goods out of an order, by line number, and give their stock back."""
    order = locked_order(order_id)
    lines = {line.number: line for line in order.lines.all()}
    for number, quantity in quantities.items():
        lines[number].cancelled_quantity += quantity
    OrderLine.objects.bulk_update([lines[n] for n in quantities], ["cancelled_quantity"])
    order.touch()
    advance_order(order, actor=actor, at=at)
    if not order.awaits_stock:
        release_lines(reference=order.number, lines=quantities, reason=reason, actor=actor, at=at)
    # Parcels are cut to what the order still holds, so its stock is released before.
    publish(
        LinesCancelled(
            order_id=order.pk, number=order.number, lines=tuple(sorted(quantities)), at=at
        )
    )
    return order
