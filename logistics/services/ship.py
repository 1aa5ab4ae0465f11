from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from core.incidents import resolve_incident
from logistics import rules, selectors
from logistics.events import ShipmentShipped
from logistics.lifecycle import SHIP
from logistics.models import Shipment
from logistics.services.follow import start_following
from logistics.services.label import take_number
from logistics.state_machine import move
from orders.services import record, record_dispatch
from products.services import issue_stock
from products.sourcing import Allocation


@atomic
def ship_shipment(
    *, shipment_id: int, courier_code: str, tracking_number: str, actor: Actor, at: datetime
) -> Shipment:
    """Hand a parcel to its courier: the goods leave the stock, the order follows its lines.

    Raises AlreadyShipped (who, when and how), OrderHeld (its order is being
    refunded, or blocked), ShipmentTransitionRefused (cancelled),
    UnknownCourier, BadTrackingNumber, TrackingNumberUsed.
    """
    shipment = selectors.locked_shipment(shipment_id)
    if refused := selectors.shipping_refusal(shipment):
        raise refused
    courier = selectors.courier(courier_code)
    label = take_number(shipment, courier, tracking_number, actor=actor, at=at)
    facts = {
        "shipment": shipment.number,
        "courier": courier.code,
        "tracking_number": label.number,
    }
    move(shipment, SHIP, actor=actor, at=at, facts=facts)
    start_following(shipment, label, at=at)
    if shipment.late_at:
        resolve_incident(
            rules.LATE_TO_SHIP,
            rules.incident_subject(shipment.number),
            resolution="shipped",
            at=at,
        )
    record(order_id=shipment.order_id, kind="shipment.shipped", facts=facts, actor=actor, at=at)
    publish(ShipmentShipped(shipment.pk, shipment.number, shipment.order_id, at))
    _dispatch(shipment, actor=actor, at=at)
    return shipment


def _dispatch(shipment: Shipment, *, actor: Actor, at: datetime) -> None:
    """Tell the order's lines and the stock what is gone; stock last, for its rows are hot."""
    lines = list(shipment.lines.all())
    quantities: dict[int, int] = {}
    for line in lines:
        number = line.order_line.number
        quantities[number] = quantities.get(number, 0) + line.quantity
    record_dispatch(order_id=shipment.order_id, quantities=quantities, actor=actor, at=at)
    issue_stock(
        reference=shipment.order.number,
        allocations=[
            Allocation(line.order_line.number, line.stock_item_id, line.quantity) for line in lines
        ],
        actor=actor,
        at=at,
    )
