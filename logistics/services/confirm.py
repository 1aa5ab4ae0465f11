from datetime import datetime

from core.actor import Actor
from core.db import atomic
from logistics.lifecycle import CONFIRM
from logistics.models import Shipment
from logistics.selectors import locked_underway
from logistics.services.trail import end_following
from logistics.state_machine import move
from orders.selectors import locked_order


@atomic
def confirm_shipments(*, order_id: int, at: datetime) -> list[Shipment]:
    """The order was received: so were its parcels that are on their way. Returns those."""
    shipments = locked_underway(locked_order(order_id))
    for shipment in shipments:
        move(shipment, CONFIRM, actor=Actor.rule("order_received"), at=at)
    end_following([shipment.pk for shipment in shipments])
    return shipments
