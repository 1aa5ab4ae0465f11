"""A parcel's tracking numbers: one as it ships, and another where that one was not right."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from logistics import rules, selectors
from logistics.errors import BadTrackingNumber, NotOnItsWay, TrackingNumberUsed
from logistics.models import Courier, Shipment, TrackingNumber
from logistics.services.follow import start_following
from logistics.state_machine import log_change
from orders.services import record


@atomic
def add_tracking_number(
    *, shipment_id: int, courier_code: str, tracking_number: str, actor: Actor, at: datetime
) -> Shipment:
    """Give a parcel that has left another number: the right one after a slip, or a new label.

    None is overwritten; the parcel is where the scans of all its numbers say. Following the
    new one begins with the next sweep.

    Raises NotOnItsWay, UnknownCourier, BadTrackingNumber, TrackingNumberUsed.
    """
    shipment = selectors.locked_shipment(shipment_id)
    if not shipment.is_underway:
        raise NotOnItsWay(number=shipment.number, status=shipment.get_status_display())
    courier = selectors.courier(courier_code)
    label = take_number(shipment, courier, tracking_number, actor=actor, at=at)
    facts = {
        "shipment": shipment.number,
        "courier": courier.code,
        "tracking_number": label.number,
    }
    log_change(shipment, "label", actor=actor, at=at, facts=facts)
    start_following(shipment, label, at=at)
    record(order_id=shipment.order_id, kind="shipment.labelled", facts=facts, actor=actor, at=at)
    return shipment


def take_number(
    shipment: Shipment, courier: Courier, typed: str, *, actor: Actor, at: datetime
) -> TrackingNumber:
    number = rules.tracking_number(typed)
    if number is None:
        raise BadTrackingNumber(tracking_number=typed)
    taken, is_new = TrackingNumber.objects.select_related("shipment").get_or_create(
        courier=courier,
        number=number,
        defaults={"shipment": shipment, "actor": str(actor), "at": at},
    )
    if not is_new:
        raise TrackingNumberUsed(
            tracking_number=number, courier=str(courier), used_by=taken.shipment.number
        )
    return taken
