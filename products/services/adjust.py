from datetime import datetime

from django.db.models import F

from core.actor import Actor
from core.db import atomic
from products.errors import BelowReserved, StockChanged
from products.models import MovementKind, StockItem, StockMovement


@atomic
def adjust_stock(
    *,
    stock_item_id: int,
    delta: int,
    expected_on_hand: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> StockItem:
    """Correct what is on hand after a count, by a difference to the figure that was seen.

    Raises StockChanged when that figure is no longer true, and BelowReserved
    when pieces promised to orders would be missing.
    """
    item = StockItem.objects.locked().get(pk=stock_item_id)
    if item.on_hand != expected_on_hand:
        raise StockChanged(expected=expected_on_hand, on_hand=item.on_hand)
    if item.on_hand + delta < item.reserved:
        raise BelowReserved(
            reserved=item.reserved, on_hand=item.on_hand, free=item.on_hand - item.reserved
        )
    StockItem.objects.filter(pk=item.pk).update(on_hand=F("on_hand") + delta)
    StockMovement.objects.create(
        stock_item=item,
        kind=MovementKind.ADJUST,
        on_hand_delta=delta,
        reserved_delta=0,
        reason=reason,
        actor=str(actor),
        at=at,
    )
    item.refresh_from_db()
    return item
