from datetime import datetime

from django.db import connection

from core.actor import Actor
from core.db import atomic
from products.errors import StockChanged
from products.models import StockItem

_RECEIVE = """
WITH received AS (
    INSERT INTO products_stockitem AS item (sku_id, warehouse_id, on_hand, reserved, safety)
    VALUES (%(sku)s, %(warehouse)s, %(quantity)s, 0, 0)
    ON CONFLICT (sku_id, warehouse_id) DO UPDATE SET on_hand = item.on_hand + EXCLUDED.on_hand
    RETURNING id
)
INSERT INTO products_stockmovement (stock_item_id, kind, on_hand_delta, reserved_delta,
                                    reference, reason, actor, at)
SELECT id, 'receipt', %(quantity)s, 0, '', %(reason)s, %(actor)s, %(at)s FROM received
RETURNING stock_item_id
"""


@atomic
def receive_stock(
    *,
    sku_id: int,
    warehouse_id: int,
    quantity: int,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_on_hand: int | None = None,
) -> int:
    """Put ``quantity`` pieces on the shelf; return the stock item's id.

    The first receipt of a SKU in a warehouse makes its stock item. Raises StockChanged
    where another figure was seen on hand, so that the same receipt is not booked twice.
    """
    if quantity <= 0:
        raise ValueError(f"a receipt is of at least one piece, not {quantity}")
    if expected_on_hand is not None:
        item = StockItem.objects.locked().get(sku=sku_id, warehouse=warehouse_id)
        if item.on_hand != expected_on_hand:
            raise StockChanged(expected=expected_on_hand, on_hand=item.on_hand)
    with connection.cursor() as cursor:
        cursor.execute(
            _RECEIVE,
            {
                "sku": sku_id,
                "warehouse": warehouse_id,
                "quantity": quantity,
                "reason": reason,
                "actor": str(actor),
                "at": at,
            },
        )
        stock_item_id: int = cursor.fetchone()[0]
        return stock_item_id
