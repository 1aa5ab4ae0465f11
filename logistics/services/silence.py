"""Parcels that are not where they should be by now: each is reported once, until it moves."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.incidents import raise_incident
from logistics import rules, selectors
from logistics.lifecycle import UNDERWAY, ShipmentStatus, Trouble
from logistics.models import Shipment, TrackingNumber
from logistics.services.trail import set_trouble

WATCH = Actor.rule("tracking_silent")


@atomic
def report_not_collected(*, shipment_id: int, at: datetime) -> bool:
    """Raise the incident of a parcel that its courier has not scanned in time."""
    shipment = selectors.locked_shipment(shipment_id)
    if shipment.collect_by is None or shipment.collect_by > at:
        return False
    waits = shipment.status == ShipmentStatus.SHIPPED
    if waits:
        raise_incident(
            rules.NOT_COLLECTED,
            rules.incident_subject(shipment.number),
            facts={"order": shipment.order.number, "warehouse": shipment.warehouse.code},
            at=at,
        )
    shipment.collect_by = None
    shipment.save(update_fields=["collect_by"])
    return waits


@atomic
def report_silence(*, shipment_id: int, at: datetime) -> bool:
    """Flag a parcel that nothing was heard of for too long: its order is not received until it
    moves again. One that is in other trouble already keeps that."""
    shipment = selectors.locked_shipment(shipment_id)
    if shipment.move_by is None or shipment.move_by > at:
        return False
    shipment.move_by = None
    shipment.save(update_fields=["move_by"])
    is_news = shipment.status in UNDERWAY and not shipment.trouble
    if is_news:
        set_trouble(shipment, Trouble.SILENT, _label(shipment), actor=WATCH, at=at)
    return is_news


def _label(shipment: Shipment) -> TrackingNumber:
    return shipment.tracking_numbers.select_related("courier").latest("pk")
