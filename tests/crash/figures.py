"""All that an order has led to, counted: what must be there once is there once."""

from dataclasses import dataclass, field

from django.db.models import Sum

from core.laws import verdicts
from ledger.models import Posting
from logistics.models import Shipment
from members.models import Notice
from orders.models import Order, OrderTransition
from payments.models import Attempt, Notification, ProviderPayment, Refund, RefundLeg
from products.models import Reservation, StockMovement
from tests.payments.factories import PRICE


@dataclass(frozen=True)
class Story:
    """What the rows of one order add up to. ``money``: accounts of the shop not at zero."""

    log: list[str]
    attempts: list[str] = field(default_factory=list)
    payments: list[str] = field(default_factory=list)
    notified: list[str] = field(default_factory=list)
    money: dict[str, int] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)
    stock: list[str] = field(default_factory=list)
    reservations: list[str] = field(default_factory=list)
    parcels: list[str] = field(default_factory=list)
    refunds: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


UNPAID = Story(log=["place"], stock=["reserve"], reservations=["reserved"])
OPEN = Story(log=["place"], attempts=["open"], stock=["reserve"], reservations=["reserved"])
CLOSED = Story(log=["place", "close"], stock=["reserve", "release"], reservations=["released"])
CLOSED_THERE_TOO = Story(
    log=["place", "close"],
    attempts=["closed"],
    stock=["reserve", "release"],
    reservations=["released"],
)
PAID = Story(
    log=["place", "pay", "fulfil"],
    attempts=["captured"],
    payments=["captured"],
    notified=["captured"],
    money={"channel_clearing": -PRICE, "order_funds": PRICE},
    entries=["payment_captured"],
    stock=["reserve"],
    reservations=["reserved"],
    parcels=["planned"],
)


def story_of(order: Order) -> Story:
    movements = StockMovement.objects.filter(reference=order.number)
    reservations = Reservation.objects.filter(reference=order.number)
    attempts = Attempt.objects.filter(instalment__order=order)
    payments = ProviderPayment.objects.filter(attempt__in=attempts)
    legs = RefundLeg.objects.filter(refund__order=order)
    postings = Posting.objects.filter(entry__reference=order.number)
    kinds = postings.values_list("account__kind").annotate(amount=Sum("amount"))
    return Story(
        log=_each(OrderTransition.objects.filter(order=order).order_by("version"), "name"),
        attempts=_each(attempts, "status"),
        payments=_each(payments, "disposition"),
        notified=_each(
            Notification.objects.filter(
                facts__out_trade_no__in=list(attempts.values_list("out_trade_no", flat=True))
            ),
            "outcome",
        ),
        money={kind: amount for kind, amount in kinds.order_by("account__kind") if amount},
        entries=list(postings.order_by("entry").values_list("entry__kind", flat=True).distinct()),
        stock=_each(movements, "kind"),
        reservations=_each(reservations, "status"),
        parcels=_each(Shipment.objects.filter(order=order), "status"),
        refunds=list(legs.values_list("out_refund_no", "status")),
        told=_each(Notice.objects.filter(member_id=order.member_id), "event"),
    )


def finished_refunds(order: Order) -> int:
    return Refund.objects.filter(order=order, finished_at__isnull=False).count()


def broken_laws() -> list[str]:
    return [f"{each.app}: {each.law.name}: {row}" for each in verdicts() for row in each.broken]


def _each(rows: object, column: str) -> list[str]:
    return list(rows.values_list(column, flat=True))  # type: ignore[attr-defined]
