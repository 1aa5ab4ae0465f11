from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from orders.errors import AttemptOpen
from orders.events import OrderForfeited
from orders.lifecycle import FORFEIT, InstalmentStatus
from orders.models import Order
from orders.selectors import lockable_orders, locked_order
from orders.services.close import give_back, has_open_attempt
from orders.state_machine import move, move_all, refusal


@atomic
def forfeit_order(*, order_id: int, actor: Actor, reason: str, at: datetime) -> Order:
    """Close an order whose deposit was paid and whose balance was not: the deposit stays.

    The caller (payments.forfeit_unpaid_balance) has settled any open attempt at the
    provider first; an order with one is refused with AttemptOpen.

    Raises TransitionRefused where nothing was paid, or all was meanwhile.
    """
    order = locked_order(order_id)
    if has_open_attempt(order):
        raise AttemptOpen(number=order.number)
    move(order, FORFEIT, actor=actor, at=at, reason=reason)
    _finish([order], actor=actor, reason=reason, at=at)
    return order


@atomic
def forfeit_orders(
    *, order_ids: Sequence[int], actor: Actor, reason: str, at: datetime
) -> list[int]:
    """Many at once, set by set: the sweep's lane for orders without an open attempt.

    Orders that somebody else holds, or that may not be forfeited any more, are left
    out. Returns the ids that closed.
    """
    orders = lockable_orders(order_ids)
    ready = [o for o in orders if refusal(o, FORFEIT) is None and not has_open_attempt(o)]
    moved = set(move_all(ready, FORFEIT, actor=actor, at=at, reason=reason))
    _finish([o for o in ready if o.pk in moved], actor=actor, reason=reason, at=at)
    return sorted(moved)


def _finish(orders: Sequence[Order], *, actor: Actor, reason: str, at: datetime) -> None:
    for order in orders:
        kept = sum(
            instalment.amount
            for instalment in order.instalments.all()
            if instalment.status == InstalmentStatus.CAPTURED
        )
        publish(OrderForfeited(order_id=order.pk, number=order.number, amount=kept, at=at))
    give_back(orders, actor=actor, reason=reason, at=at)
