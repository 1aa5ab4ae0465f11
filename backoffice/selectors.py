"""The reads behind the back office's own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum

from core.clock import shop_time
from core.models import Incident
from logistics.models import Courier, Shipment, TrackingNumber
from logistics.selectors import shipments, with_trail
from members.models import Member
from orders.lifecycle import OrderStatus
from orders.models import Order
from payments.models import Attempt, PaymentChannel, ProviderPayment, Refund
from payments.selectors import attempts_of, refunds_of

OrderIds = QuerySet[Any, int]

# The states in which somebody still waits for something, and which therefore stay few.
OPEN_STATES = (
    OrderStatus.PENDING_PAYMENT,
    OrderStatus.PAID,
    OrderStatus.AWAITING_SHIPMENT,
    OrderStatus.SHIPPED,
    OrderStatus.RECEIVED,
    OrderStatus.REFUNDING,
)
_OPEN_COUNTS_KEY, _OPEN_COUNTS_SECONDS = "backoffice.open_counts", 15
_MOST_FOUND = 500


def orders_matching(term: str, *, among: QuerySet[Order]) -> QuerySet[Order]:
    """The orders that a searched number leads to: the order's own or its beginning, the
    member's or the recipient's phone, a tracking number, or a payment's number here or at its
    provider.

    Each way of finding reads one index for a few keys, so that the list stays one
    index scan whatever the size of the tables.
    """
    term = term.strip()
    found = {order_id for find in _FINDERS for order_id in find(term)[:_MOST_FOUND]}
    return among.filter(pk__in=found)


def _by_number(term: str) -> OrderIds:
    if len(term) < len("261123") or not term.isdigit():
        return Order.objects.none().values_list("pk", flat=True)
    known = Order.objects.filter(number__startswith=term).order_by("-number")
    return known.values_list("pk", flat=True)


def _by_phone(term: str) -> OrderIds:
    members = Member.objects.filter(phone=term).values("pk")
    theirs = Order.objects.filter(member_id__in=members).order_by("-pk")
    return theirs.values_list("pk", flat=True)


def _by_recipient_phone(term: str) -> OrderIds:
    """A gift, or a member whom only WeChat knows: the phone on the label is what a caller has."""
    theirs = Order.objects.filter(recipient_phone=term).order_by("-pk")
    return theirs.values_list("pk", flat=True)


def _by_tracking_number(term: str) -> OrderIds:
    # Unique by courier and number: with every courier named, both columns of the index serve.
    couriers = list(Courier.objects.values_list("pk", flat=True))
    labels = TrackingNumber.objects.filter(courier_id__in=couriers, number=term.upper())
    return labels.order_by().values_list("shipment__order_id", flat=True)


def _by_payment(term: str) -> OrderIds:
    attempts = Attempt.objects.filter(out_trade_no=term).order_by()
    return attempts.values_list("instalment__order_id", flat=True)


def _by_transaction(term: str) -> OrderIds:
    channels = list(PaymentChannel.objects.values_list("code", flat=True))
    payments = ProviderPayment.objects.filter(channel__in=channels, transaction_id=term)
    return payments.order_by().values_list("attempt__instalment__order_id", flat=True)


_FINDERS: tuple[Callable[[str], OrderIds], ...] = (
    _by_number,
    _by_phone,
    _by_recipient_phone,
    _by_tracking_number,
    _by_payment,
    _by_transaction,
)


def open_counts() -> dict[str, int]:
    """How many orders are in each open state; up to a quarter of a minute old."""
    counts: dict[str, int] | None = cache.get(_OPEN_COUNTS_KEY)
    if counts is None:
        rows = Order.objects.filter(status__in=OPEN_STATES).order_by().values_list("status")
        counts = dict.fromkeys(map(str, OPEN_STATES), 0) | dict(rows.annotate(count=Count("pk")))
        cache.set(_OPEN_COUNTS_KEY, counts, timeout=_OPEN_COUNTS_SECONDS)
    return counts


@dataclass(frozen=True, slots=True)
class StateOfToday:
    status: OrderStatus
    count: int
    amount: int  # minor units


def placed_today(*, at: datetime) -> list[StateOfToday]:
    """The orders of the shop's day by the state that they are in now, in the order of the table.

    Order numbers begin with the shop's date: the day is a range of the numbers' index.
    """
    today = Order.objects.filter(number__gte=f"{shop_time(at):%y%m%d}").order_by()
    rows = {
        row["status"]: StateOfToday(OrderStatus(row["status"]), row["count"], row["amount"])
        for row in today.values("status").annotate(count=Count("pk"), amount=Sum("payable_amount"))
    }
    return [rows[status] for status in OrderStatus if status in rows]


def open_incidents(*, at: datetime) -> QuerySet[Incident]:
    """What a person must look at now: the worst first, then the oldest."""
    unresolved = Incident.objects.filter(resolved_at=None)
    return unresolved.exclude(snoozed_until__gt=at).order_by("-severity", "opened_at")


def parcels_of(order: Order) -> list[Shipment]:
    """An order's parcels, the first planned first, with contents, warehouse, labels and trail.

    Each has this very ``order``, with what was read of it, for its own.
    """
    parcels = list(with_trail(shipments()).filter(order=order).order_by("pk"))
    for parcel in parcels:
        parcel.order = order
    return parcels


def payments_of(order_id: int) -> list[Attempt]:
    """Every press on "Pay", newest first, with its tenders and what came in at the provider."""
    return list(attempts_of(order_id).prefetch_related("tenders", "payments"))


def refunds_with_legs(order_id: int) -> list[Refund]:
    return list(refunds_of(order_id))


def channel_names() -> dict[str, str]:
    """What each payment channel is called, by its code."""
    return {channel.code: channel.display_name for channel in PaymentChannel.objects.all()}
