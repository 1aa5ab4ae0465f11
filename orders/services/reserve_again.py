from datetime import datetime

from core.actor import Actor
from core.db import atomic, savepoint
from orders.models import BlockKind
from orders.selectors import locked_order
from orders.services.block import lift_block
from orders.services.stock import OUT_OF_STOCK, reserve
from products.errors import InsufficientStock


@atomic
def reserve_again(*, order_id: int, actor: Actor, at: datetime) -> bool:
    """Try once more for a paid order that has no goods; with them it goes on its way.

    False where there still are too few, and where the order does not wait for any.
    """
    order = locked_order(order_id)
    if not order.is_out_of_stock:
        return False
    try:
        with savepoint():
            reserve(order, actor=actor, at=at)
    except InsufficientStock:
        return False
    lift_block(order_id=order_id, kind=BlockKind.REVIEW, reference=OUT_OF_STOCK, actor=actor, at=at)
    return True
