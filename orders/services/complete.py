from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from orders.events import OrderCompleted
from orders.lifecycle import COMPLETE
from orders.selectors import lockable_orders
from orders.state_machine import move_all, refusal


@atomic
def complete_orders(*, order_ids: Sequence[int], actor: Actor, at: datetime) -> list[int]:
    """Complete received orders whose after-sales window is over, set by set.

    Those held by somebody or by a block are left out. Returns the ids completed.
    """
    ready = [o for o in lockable_orders(order_ids) if refusal(o, COMPLETE) is None]
    moved = set(move_all(ready, COMPLETE, actor=actor, at=at))
    for order in ready:
        if order.pk in moved:
            publish(OrderCompleted(order_id=order.pk, number=order.number, at=at))
    return sorted(moved)
