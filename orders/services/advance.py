from datetime import datetime

from core.actor import Actor
from core.events import publish
from orders.clocks import start_auto_receive
from orders.events import OrderShipped
from orders.lifecycle import SHIP
from orders.models import Order
from orders.rules import AUTO_RECEIVE_FROM, ReceiveFrom
from orders.state_machine import move, refusal


def advance_order(order: Order, *, actor: Actor, at: datetime) -> None:
    """Re-derive what follows from the lines: shipped once something was and nothing is left.

    Callers hold the order's lock, and have just changed its lines or its blocks.
    """
    anything_shipped = any(line.shipped_quantity for line in order.lines.all())
    if anything_shipped and refusal(order, SHIP) is None:
        move(order, SHIP, actor=actor, at=at)
        if AUTO_RECEIVE_FROM.value == ReceiveFrom.SHIPPED:
            start_auto_receive(order, at=at)
        publish(OrderShipped(order_id=order.pk, number=order.number, at=at))
