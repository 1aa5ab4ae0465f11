from datetime import datetime

from core.db import atomic
from orders.clocks import start_auto_receive
from orders.lifecycle import OrderStatus
from orders.selectors import locked_order


@atomic
def record_delivery(*, order_id: int, at: datetime) -> bool:
    """The courier has delivered all of the order's parcels: its receipt's clock starts.

    Called by logistics. It receives nothing; a clock that runs since shipping runs on, and an
    order that is not wholly shipped waits for the rest. Returns whether the clock was started.
    """
    order = locked_order(order_id)
    # A refund that is given up leads back to where it started.
    state = order.refunding_from if order.status == OrderStatus.REFUNDING else order.status
    if state != OrderStatus.SHIPPED or order.auto_receive_started_at is not None:
        return False
    start_auto_receive(order, at=at)
    order.touch()
    return True
