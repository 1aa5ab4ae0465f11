from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from members.services import accrue
from orders.events import OrderCompleted
from orders.lifecycle import COMPLETE
from orders.models import Order
from orders.selectors import lockable_orders
from orders.state_machine import move_all, refusal


@atomic
def complete_orders(*, order_ids: Sequence[int], actor: Actor, at: datetime) -> list[int]:
    """Complete received orders whose after-sales window is over, set by set.

    Those held by somebody or by a block are left out. Returns the ids completed.
    """
    ready = [o for o in lockable_orders(order_ids) if refusal(o, COMPLETE) is None]
    moved = set(move_all(ready, COMPLETE, actor=actor, at=at))
    done = [order for order in ready if order.pk in moved]
    for order in done:
        publish(OrderCompleted(order_id=order.pk, number=order.number, at=at))
    for order in sorted(done, key=lambda order: (order.member_id, order.pk)):
        _earn(order, at=at)  # members' rows after orders', in one order
    return sorted(moved)


def _earn(order: Order, *, at: datetime) -> None:
    lines = {line.number: line.earning_amount for line in order.lines.all() if line.earning_amount}
    if lines:
        accrue(member_id=order.member_id, reference=order.number, lines=lines, at=at)
