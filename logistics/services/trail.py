"""News of a parcel: its scans are stored once, and whatever follows from them happens once."""

from datetime import datetime

from core.actor import Actor
from core.clock import from_provider_time
from core.db import atomic
from core.events import publish
from core.incidents import raise_incident, resolve_incident
from logistics import rules, selectors, trail
from logistics.couriers.base import Scan, Trail
from logistics.events import ShipmentMoved
from logistics.lifecycle import (
    DELIVER,
    UNDERWAY,
    FollowStatus,
    ShipmentStatus,
    Transition,
    Trouble,
)
from logistics.models import Following, Shipment, TrackingEvent, TrackingNumber
from logistics.rules import TRACKING_SILENT
from logistics.schedules import next_query_at
from logistics.state_machine import log_change, move
from orders.lifecycle import Stops
from orders.services import lift_block, place_block, record, record_delivery

# The kind of the order's block while a parcel is in trouble.
BLOCK = "parcel"
_OVER = (ShipmentStatus.DELIVERED, ShipmentStatus.RETURNED, ShipmentStatus.CONFIRMED)


@atomic
def apply_trail(*, label_id: int, trail: Trail, actor: Actor, at: datetime) -> bool:
    """Take what a provider tells of a number: the whole trail, in any order, told any number
    of times. Returns whether there was anything new in it.
    """
    shipment, label = selectors.locked_with_label(label_id)
    if not _store(label, trail, at=at):
        return False
    if shipment.status in UNDERWAY:
        _follow_from_scans(shipment, label, actor=actor, at=at)
    _schedule(shipment, label, at=at)
    return True


def _store(label: TrackingNumber, told: Trail, *, at: datetime) -> list[TrackingEvent]:
    known = selectors.known_scans(label.pk)
    new: dict[tuple[datetime, str], Scan] = {}
    for scan in told.scans:
        if (scan.said_at, scan.text) not in known:
            new.setdefault((scan.said_at, scan.text), scan)
    return TrackingEvent.objects.bulk_create(
        TrackingEvent(
            label=label,
            said_at=scan.said_at,
            at=from_provider_time(scan.said_at),
            text=scan.text,
            place=scan.place,
            state=scan.state or "",
            recorded_at=at,
        )
        for _moment, scan in sorted(new.items())
    )


def _follow_from_scans(
    shipment: Shipment, label: TrackingNumber, *, actor: Actor, at: datetime
) -> None:
    """Move the parcel to where its scans have brought it, and say what is wrong with it."""
    scans = selectors.scanned(shipment)
    if furthest := trail.reached(scans):
        transition, said_at = furthest
        if shipment.status in transition.sources:
            _move(shipment, transition, said_at, actor=actor, at=at)
    set_trouble(shipment, trail.trouble(scans), label, actor=actor, at=at)
    if shipment.status != ShipmentStatus.SHIPPED:
        _collected(shipment, at=at)
    shipment.move_by = None if shipment.status in _OVER else _move_by(shipment, at=at)
    shipment.save(update_fields=["collect_by", "move_by"])


def _move_by(shipment: Shipment, *, at: datetime) -> datetime:
    """Silence counts from the newest scan, however late we heard of it."""
    return min(selectors.last_scanned_at(shipment), at) + TRACKING_SILENT.duration


def _move(
    shipment: Shipment, transition: Transition, said_at: datetime, *, actor: Actor, at: datetime
) -> None:
    happened_at = min(from_provider_time(said_at), at)
    move(shipment, transition, actor=actor, at=at, happened_at=happened_at)
    record(
        order_id=shipment.order_id,
        kind=f"shipment.{shipment.status}",
        facts={"shipment": shipment.number},
        actor=actor,
        at=at,
    )
    publish(
        ShipmentMoved(shipment.pk, shipment.number, shipment.order_id, str(shipment.status), at)
    )
    if transition is DELIVER:
        start_receipt(order_id=shipment.order_id, at=at)


@atomic
def start_receipt(*, order_id: int, at: datetime) -> None:
    """Once no delivery of an order is to be waited for, its receipt's clock may start."""
    if selectors.awaits_no_delivery(order_id):
        record_delivery(order_id=order_id, at=at)


def _collected(shipment: Shipment, *, at: datetime) -> None:
    shipment.collect_by = None
    subject = rules.incident_subject(shipment.number)
    resolve_incident(rules.NOT_COLLECTED, subject, resolution="collected", at=at)


def set_trouble(
    shipment: Shipment,
    trouble: Trouble | None,
    label: TrackingNumber,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Flag what is wrong with a parcel, or that nothing is any more: incident, block, news.

    Callers hold the parcel's locks.
    """
    before, shipment.trouble = shipment.trouble, trouble or ""
    if shipment.trouble == before:
        return
    shipment.save(update_fields=["trouble"])
    log_change(shipment, "trouble", actor=actor, at=at, facts={"trouble": shipment.trouble})
    if before:
        subject = rules.incident_subject(shipment.number)
        resolve_incident(rules.incident_of(before), subject, resolution="it moved on", at=at)
    if trouble:
        _in_trouble(shipment, label, at=at)
    else:
        lift_block(
            order_id=shipment.order_id, kind=BLOCK, reference=shipment.number, actor=actor, at=at
        )
    record(
        order_id=shipment.order_id,
        kind=f"shipment.trouble.{trouble}" if trouble else "shipment.recovered",
        facts={"shipment": shipment.number},
        actor=actor,
        at=at,
    )


def _in_trouble(shipment: Shipment, label: TrackingNumber, *, at: datetime) -> None:
    raise_incident(
        rules.incident_of(shipment.trouble),
        rules.incident_subject(shipment.number),
        facts={
            "order": shipment.order.number,
            "courier": label.courier.code,
            "tracking_number": label.number,
        },
        at=at,
    )
    place_block(
        order_id=shipment.order_id,
        kind=BLOCK,
        reference=shipment.number,
        stops=[Stops.RECEIVE],
        at=at,
    )
    publish(ShipmentMoved(shipment.pk, shipment.number, shipment.order_id, shipment.trouble, at))


def _schedule(shipment: Shipment, label: TrackingNumber, *, at: datetime) -> None:
    """After news: ask later, and no more once the parcel has arrived."""
    if shipment.status in _OVER:
        end_following([shipment.pk])
        return
    following = Following.objects.filter(pk=label.pk).first()
    if following is None or following.status not in (FollowStatus.SUBSCRIBED, FollowStatus.QUERIED):
        return
    is_pushed = following.status == FollowStatus.SUBSCRIBED
    following.queries = 0
    following.next_step_at = next_query_at(is_pushed=is_pushed, queries=0, at=at)
    following.save(update_fields=["queries", "next_step_at"])


def end_following(shipment_ids: list[int]) -> None:
    """Nothing more is asked of parcels that have come to their end, nor expected."""
    followings = Following.objects.filter(label__shipment__in=shipment_ids)
    followings.update(status=FollowStatus.ENDED, next_step_at=None)
    Shipment.objects.filter(pk__in=shipment_ids).update(collect_by=None, move_by=None)
