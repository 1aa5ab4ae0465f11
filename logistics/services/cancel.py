from collections.abc import MutableMapping
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.incidents import resolve_incident
from logistics import rules
from logistics.lifecycle import CANCEL
from logistics.models import Shipment
from logistics.selectors import held_for, locked_undispatched
from logistics.state_machine import log_change, move
from orders.selectors import locked_order
from orders.services import record

CANCELLER = Actor.rule("cancel_shipments")

# What an order still holds: (line number, stock item) -> pieces.
Held = MutableMapping[tuple[int, int], int]


@atomic
def cancel_shipments(*, order_id: int, at: datetime) -> list[Shipment]:
    """Take out of an order's waiting parcels what it does not hold any more.

    Called when goods were cancelled and their stock released. A parcel with
    nothing left in it is cancelled; those are returned.
    """
    order = locked_order(order_id)
    held: Held = {
        (reservation.line, reservation.stock_item_id): reservation.quantity
        for reservation in held_for(order)
    }
    cancelled = []
    for shipment in locked_undispatched(order):
        left = _left_in(shipment, held)
        if any(left.values()):
            _cut(shipment, left, at=at)
        else:
            _cancel(shipment, at=at)
            cancelled.append(shipment)
    return cancelled


def _left_in(shipment: Shipment, held: Held) -> dict[int, int]:
    """Parcel line -> pieces that are still held for it; takes them off ``held``."""
    left = {}
    for line in shipment.lines.all():
        place = line.order_line.number, line.stock_item_id
        left[line.pk] = min(line.quantity, held.get(place, 0))
        held[place] = held.get(place, 0) - left[line.pk]
    return left


def _cut(shipment: Shipment, left: dict[int, int], *, at: datetime) -> None:
    taken_out = {}
    for line in shipment.lines.all():
        gone = line.quantity - left[line.pk]
        if not gone:
            continue
        taken_out[line.order_line.number] = gone
        if gone == line.quantity:
            line.delete()
        else:
            line.quantity -= gone
            line.save(update_fields=["quantity"])
    if taken_out:
        log_change(shipment, "cut", actor=CANCELLER, at=at, facts={"taken_out": taken_out})


def _cancel(shipment: Shipment, *, at: datetime) -> None:
    move(shipment, CANCEL, actor=CANCELLER, at=at)
    if shipment.late_at:
        resolve_incident(
            rules.LATE_TO_SHIP,
            rules.incident_subject(shipment.number),
            resolution="cancelled",
            at=at,
        )
    record(
        order_id=shipment.order_id,
        kind="shipment.cancelled",
        facts={"shipment": shipment.number},
        actor=CANCELLER,
        at=at,
    )
