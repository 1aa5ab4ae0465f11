from datetime import datetime

from core.actor import Actor
from core.db import atomic, forbid_transaction
from core.incidents import raise_incident, resolve_incident
from products import selectors
from products.errors import BelowReserved
from products.models import StockItem
from products.rules import PIECES_MISSING
from products.services.adjust import adjust_stock


def count_stock(
    *,
    stock_item_id: int,
    counted: int,
    expected_on_hand: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> StockItem:
    """Take what was counted on the shelf for what is on hand.

    Not one transaction: a count of fewer pieces than are promised to orders is refused, yet that
    they are missing stands as an incident until a count is taken.
    Raises StockChanged and BelowReserved as ``adjust_stock`` does.
    """
    forbid_transaction("counting stock")
    subject = f"stock:{stock_item_id}"
    try:
        with atomic():
            item = adjust_stock(
                stock_item_id=stock_item_id,
                delta=counted - expected_on_hand,
                expected_on_hand=expected_on_hand,
                reason=reason,
                actor=actor,
                at=at,
            )
            resolve_incident(PIECES_MISSING, subject, resolution="counted", at=at)
            return item
    except BelowReserved as refused:
        item = selectors.stock_items().get(pk=stock_item_id)
        facts = {"sku": item.sku.code, "warehouse": item.warehouse.code, "counted": counted}
        promised = {"reserved": refused.facts["reserved"]}
        raise_incident(PIECES_MISSING, subject, at=at, facts=facts | promised)
        raise
