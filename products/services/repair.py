from datetime import datetime
from typing import Any

from core.actor import Actor
from core.db import atomic
from products import selectors
from products.models import MovementKind, StockItem, StockMovement


@atomic
def repair_stock(*, actor: Actor, at: datetime) -> list[str]:
    """Bring counters that have drifted back to what explains them; return what was found, in words.

    On hand becomes what the movements say, for nobody can alter those; reserved what the open
    reservations say, for those are promises to orders. Each repair is a movement with its reason.
    Where less would be on hand than is promised nothing is touched: somebody must count the shelf.
    """
    suspects = [item.pk for item in selectors.drifted_stock()]
    list(StockItem.objects.locked().filter(pk__in=suspects).order_by("pk"))
    drifted = selectors.drifted_stock().filter(pk__in=suspects)  # as it is now that nobody writes
    return [_repair(item, actor, at) for item in drifted.order_by("pk")]


def _repair(item: Any, actor: Actor, at: datetime) -> str:
    """``item`` as ``selectors.drifted_stock`` gives it."""
    on_hand, reserved = item.moved_on_hand, item.promised
    if not 0 <= reserved <= on_hand:
        return f"{item}: count the shelf; {reserved} promised, on hand {on_hand} by its movements"
    change = f"on hand {item.on_hand} -> {on_hand}, reserved {item.reserved} -> {reserved}"
    StockItem.objects.filter(pk=item.pk).update(on_hand=on_hand, reserved=reserved)
    StockMovement.objects.create(
        stock_item=item,
        kind=MovementKind.ADJUST,
        on_hand_delta=0,
        reserved_delta=reserved - item.moved_reserved,
        reason=f"repair: {change}",
        actor=str(actor),
        at=at,
    )
    return f"{item}: {change}"
