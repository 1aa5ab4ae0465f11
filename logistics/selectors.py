"""The reads of parcels and couriers that are worth a name."""

import re
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from core.actor import Actor, ActorKind
from core.clock import shop_time
from core.errors import DomainError
from logistics.errors import (
    AlreadyShipped,
    OrderHeld,
    ShipmentNotFound,
    ShipmentTransitionRefused,
    UnknownCourier,
)
from logistics.lifecycle import (
    SHIP,
    UNDERWAY,
    UNDISPATCHED,
    ShipmentStatus,
    Transition,
    transitions_from,
)
from logistics.models import Courier, Following, Shipment, TrackingEvent, TrackingNumber
from logistics.models.shipment import ShipmentQuerySet
from members.selectors import staff_names
from orders.lifecycle import OrderStatus, Stops, unblocked
from orders.models import Order
from orders.selectors import lock_order, locked_order, order_id_of
from products.models import Reservation
from products.models.stock import OPEN_RESERVATIONS
from products.selectors import reservations_of


def shipments() -> QuerySet[Shipment]:
    """All parcels with what a list or a page shows of them."""
    return Shipment.objects.select_related("order", "warehouse").prefetch_related(
        "lines__order_line", "tracking_numbers__courier"
    )


def shipments_of(number: str, *, member_id: int) -> QuerySet[Shipment]:
    """The parcels of a member's order. Raises OrderNotFound for anybody else's."""
    order_id = order_id_of(number, member_id=member_id)
    return with_trail(shipments()).filter(order_id=order_id).order_by("pk")


def with_trail(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    """The parcels with their scans at hand, for ``trail_of``: one more query."""
    return parcels.prefetch_related("tracking_numbers__trail")


def trail_of(shipment: Shipment) -> list[TrackingEvent]:
    """The scans of all its numbers as one trail, newest first; what two numbers both tell, once."""
    scans = {
        (scan.said_at, scan.text): scan
        for label in shipment.tracking_numbers.all()
        for scan in label.trail.all()
    }
    return sorted(scans.values(), key=lambda scan: (scan.said_at, scan.pk), reverse=True)


def locked_shipment(shipment_id: int) -> Shipment:
    """The parcel as it is under its order's lock and its own, with that order at hand.

    Raises ShipmentNotFound.
    """
    order_id = Shipment.objects.filter(pk=shipment_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise ShipmentNotFound
    order = locked_order(order_id)
    shipment = _with_contents().get(pk=shipment_id)
    shipment.order = order
    return shipment


def locked_with_label(label_id: int) -> tuple[Shipment, TrackingNumber]:
    """A parcel under its order's lock and its own, and the number that news has come about.

    The order is at hand for its number and its member; its lines were not read.
    """
    order_id = TrackingNumber.objects.values_list("shipment__order_id", flat=True).get(pk=label_id)
    order = lock_order(order_id)
    label = TrackingNumber.objects.select_related("courier").get(pk=label_id)
    shipment = Shipment.objects.locked().get(pk=label.shipment_id)
    shipment.order = order
    return shipment, label


def locked_undispatched(order: Order) -> list[Shipment]:
    """The parcels of a locked order that are still in the house."""
    return list(_with_contents().undispatched().filter(order=order).order_by("pk"))


def locked_underway(order: Order) -> list[Shipment]:
    """The parcels of a locked order that have left and reached no end."""
    return list(_with_contents().filter(order=order, status__in=UNDERWAY).order_by("pk"))


def _with_contents() -> ShipmentQuerySet:
    return Shipment.objects.locked().prefetch_related("lines__order_line")


def move_refusal(shipment: Shipment, transition: Transition) -> ShipmentTransitionRefused | None:
    """Why the parcel's state does not allow the transition; None where it does."""
    if shipment.status in transition.sources:
        return None
    return ShipmentTransitionRefused(
        number=shipment.number,
        status=str(shipment.get_status_display()),
        action=str(transition.label),
        allowed=", ".join(str(t.label) for t in transitions_from(shipment.status)) or "-",
    )


def shipping_refusal(shipment: Shipment) -> DomainError | None:
    """Why the parcel may not leave; None where it may. Reads the blocks of its order.

    AlreadyShipped (who, when and how), OrderHeld (its order is being refunded, or
    blocked), ShipmentTransitionRefused (cancelled).
    """
    if shipment.is_dispatched:
        return _already_shipped(shipment)
    return move_refusal(shipment, SHIP) or _order_held(shipment)


def _already_shipped(shipment: Shipment) -> AlreadyShipped:
    shipped = shipment.events.get(name=SHIP.name)
    label = shipment.tracking_numbers.select_related("courier").earliest("pk")
    return AlreadyShipped(
        number=shipment.number,
        by=known_as(shipped.actor),
        at=f"{shop_time(shipped.at):%Y-%m-%d %H:%M}",
        courier=str(label.courier),
        tracking_number=label.number,
    )


def _order_held(shipment: Shipment) -> OrderHeld | None:
    order = shipment.order
    why = unblocked(Stops.SHIP)(order)
    if order.status == OrderStatus.AWAITING_SHIPMENT and not why:
        return None
    return OrderHeld(
        number=shipment.number,
        order=order.number,
        status=str(order.get_status_display()),
        why=str(why or ""),
    )


def held_for(order: Order) -> QuerySet[Reservation]:
    """The stock that waits for the order, with stock item and warehouse."""
    return reservations_of(order.number).filter(status__in=OPEN_RESERVATIONS)


def late_to_ship(*, at: datetime, limit: int) -> list[int]:
    """Parcels that should have left by now, and of which nobody has been told."""
    late = Shipment.objects.undispatched().filter(late_at=None, ship_by__lte=at)
    waiting = late.filter(order__status=OrderStatus.AWAITING_SHIPMENT)
    return list(waiting.order_by("ship_by").values_list("pk", flat=True)[:limit])


def waiting_counts(*, at: datetime) -> dict[int, dict[str, int]]:
    """Parcels in the house, by warehouse: in each state, late ones, and all of them."""
    waiting = Shipment.objects.undispatched().order_by().values("warehouse_id", "status")
    counts: dict[int, dict[str, int]] = defaultdict(lambda: {"to_ship": 0, "late": 0})
    for row in waiting.annotate(count=Count("pk"), late=Count("pk", filter=Q(ship_by__lte=at))):
        of_warehouse = counts[row["warehouse_id"]]
        of_warehouse[row["status"]] = row["count"]
        of_warehouse["to_ship"] += row["count"]
        of_warehouse["late"] += row["late"]
    return dict(counts)


def ids_in_the_house() -> list[int]:
    return list(Shipment.objects.undispatched().order_by("pk").values_list("pk", flat=True))


def waits_to_ship(shipment_number: str) -> bool:
    return Shipment.objects.undispatched().filter(number=shipment_number).exists()


# --- on the way ---------------------------------------------------------------------------


def known_scans(label_id: int) -> set[tuple[datetime, str]]:
    """What is stored of a number's trail: time and text, which no two scans share."""
    scans = TrackingEvent.objects.filter(label=label_id).order_by()
    return set(scans.values_list("said_at", "text"))


def scanned(shipment: Shipment) -> list[tuple[datetime, str]]:
    """Time and state of every scan of a parcel, of all its numbers."""
    scans = TrackingEvent.objects.filter(label__shipment=shipment).order_by()
    return list(scans.values_list("said_at", "state"))


def last_scanned_at(shipment: Shipment) -> datetime:
    """When the newest scan of a parcel was made, on the shop's clock; there is one."""
    scans = TrackingEvent.objects.filter(label__shipment=shipment).order_by("-at")
    return scans.values_list("at", flat=True)[0]


def label_called(number: str, couriers: Collection[str]) -> TrackingNumber | None:
    """The label that a provider means: by the courier on it, or by the one it was corrected to."""
    labels = TrackingNumber.objects.filter(number=number).order_by("pk")
    meant = Q(courier__code__in=couriers) | Q(following__courier_code__in=couriers)
    return labels.filter(meant).first()


def followings_due(*, at: datetime) -> QuerySet[Following]:
    return Following.objects.filter(next_step_at__lte=at).order_by("next_step_at", "label")


def label_ids_of(shipment_id: int) -> list[int]:
    labels = TrackingNumber.objects.filter(shipment=shipment_id).order_by("pk")
    return list(labels.values_list("pk", flat=True))


def followed(label_id: int) -> Following | None:
    """How a number is followed, with its label and its parcel's order; None: it is not."""
    followings = Following.objects.select_related("label__courier", "label__shipment__order")
    return followings.filter(pk=label_id).first()


def not_collected(*, at: datetime, limit: int) -> list[int]:
    """Parcels that their courier should have scanned by now."""
    late = Shipment.objects.filter(collect_by__lte=at).order_by("collect_by", "pk")
    return list(late.values_list("pk", flat=True)[:limit])


def gone_silent(*, at: datetime, limit: int) -> list[int]:
    """Parcels on their way that should have been heard of by now."""
    silent = Shipment.objects.filter(move_by__lte=at).order_by("move_by", "pk")
    return list(silent.values_list("pk", flat=True)[:limit])


def waits_for_courier(shipment_number: str) -> bool:
    """Whether the parcel has left and its courier has not scanned it yet."""
    return Shipment.objects.filter(number=shipment_number, status=ShipmentStatus.SHIPPED).exists()


def is_troubled(shipment_number: str, trouble: str) -> bool:
    """Whether that is wrong with the parcel, and its order still waits for it."""
    waiting = (OrderStatus.AWAITING_SHIPMENT, OrderStatus.SHIPPED)
    parcels = Shipment.objects.filter(number=shipment_number, trouble=trouble)
    return parcels.filter(order__status__in=waiting).exists()


def awaits_no_delivery(order_id: int) -> bool:
    """Whether every parcel of an order that was not cancelled has been delivered, or has left
    and is followed by nobody: of that one no delivery will ever be told."""
    parcels = Shipment.objects.filter(order_id=order_id).exclude(status=ShipmentStatus.CANCELLED)
    arrived = (ShipmentStatus.DELIVERED, ShipmentStatus.CONFIRMED)
    expected = Q(status__in=UNDISPATCHED) | Q(tracking_numbers__following__isnull=False)
    return parcels.exists() and not parcels.exclude(status__in=arrived).filter(expected).exists()


def couriers_numbering_like(number: str) -> list[str]:
    """Codes of the couriers in use whose numbers look like this one, the common ones first."""
    patterns = couriers().exclude(number_pattern="").values_list("code", "number_pattern")
    return [code for code, pattern in patterns if re.fullmatch(pattern, number)]


# --- couriers -----------------------------------------------------------------------------


def courier(code: str) -> Courier:
    """A courier that the shop ships with. Raises UnknownCourier."""
    known = Courier.objects.filter(code=code, is_active=True).first()
    if known is None:
        raise UnknownCourier(courier=code)
    return known


def couriers() -> QuerySet[Courier]:
    """The couriers that staff choose from, the common ones first."""
    return Courier.objects.filter(is_active=True)


def known_as(actor: str) -> str:
    """What colleagues call an actor of a log: the name of staff, else the actor as it is."""
    who = Actor.parse(actor)
    if who.kind is not ActorKind.STAFF:
        return actor
    return staff_names([who.id]).get(who.id, actor)
