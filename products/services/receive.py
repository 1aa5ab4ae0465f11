from datetime import datetime

from django.db import connection

from core.actor import Actor
from core.db import atomic

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
    *, sku_id: int, warehouse_id: int, quantity: int, reason: str, actor: Actor, at: datetime
) -> int:
    """Put ``quantity`` pieces on the shelf; return the stock item's id.

    The first receipt of a SKU in a warehouse makes its stock item.
    """
    if quantity <= 0:
        raise ValueError(f"a receipt is of at least one piece, not {quantity}")
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
