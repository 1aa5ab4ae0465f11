from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from orders.models import Order, OrderLine
from orders.selectors import locked_order
from orders.services.advance import advance_order


@atomic
def record_dispatch(
    *, order_id: int, quantities: Mapping[int, int], actor: Actor, at: datetime
) -> Order:
    """Count goods as shipped, by line number; the order ships with the last of them.

    Called by logistics in the transaction that dispatches a parcel. More than
    is left to ship breaks a CHECK: parcels are cut from what the lines still need.
    """
    order = locked_order(order_id)
    lines = {line.number: line for line in order.lines.all()}
    for number, quantity in quantities.items():
        lines[number].shipped_quantity += quantity
    OrderLine.objects.bulk_update([lines[n] for n in quantities], ["shipped_quantity"])
    order.touch()
    advance_order(order, actor=actor, at=at)
    return order
