"""Everything that the page of one order shows, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice import selectors
from backoffice.order_actions import OrderAction, Staff, legal_actions
from backoffice.timeline import Line, Words, tell
from core.people import names_of
from logistics.lifecycle import ShipmentStatus
from logistics.models import Shipment, TrackingEvent
from logistics.selectors import shipping_refusal, trail_of
from orders.lifecycle import START_REFUND, OrderStatus
from orders.models import Order, OrderBlock, OrderDiscount, OrderLine, OrderTransition
from orders.selectors import Recipient, recipient_of, timeline_of, transitions_of
from orders.state_machine import refusal
from payments.lifecycle import GIVEN_UP_LEGS, LegStatus, RefundKind, TenderStatus
from payments.models import Attempt, Refund


@dataclass(frozen=True, slots=True)
class Clock:
    """What happens by itself, and when; ``left`` is what remains of it, negative when overdue.

    ``due_at`` is None while a block stops it.
    """

    label: str | Promise
    due_at: datetime | None
    left: timedelta

    @property
    def is_overdue(self) -> bool:
        return self.left < timedelta(0)


@dataclass(frozen=True, slots=True)
class Goods:
    """An order line, its text in the reader's language."""

    line: OrderLine
    name: str
    attributes: str
    reductions: list[OrderDiscount]


@dataclass(frozen=True, slots=True)
class Move:
    """A row of the order's log with the name of who moved it."""

    row: OrderTransition
    by: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A shipment with its scans, newest first; ``ship_url`` leads to the form that ships it,
    where that may be done now."""

    shipment: Shipment
    is_late: bool
    ship_url: str
    trail: list[TrackingEvent]


@dataclass(frozen=True, slots=True)
class Money:
    """What was paid and what went back, in minor units, and along which ways."""

    attempts: list[Attempt]
    refunds: list[Refund]
    channels: dict[str, str]

    @property
    def paid_amount(self) -> int:
        return sum(
            tender.amount
            for attempt in self.attempts
            for tender in attempt.tenders.all()
            if tender.status == TenderStatus.CAPTURED
        )

    @property
    def refunded_amount(self) -> int:
        return self._sum_of_legs(done=True)

    @property
    def going_back_amount(self) -> int:
        """Asked for, and not arrived yet."""
        return self._sum_of_legs(done=False)

    @property
    def left_amount(self) -> int:
        """What a refund of everything would give back."""
        return self.paid_amount - self.refunded_amount - self.going_back_amount

    def _sum_of_legs(self, *, done: bool) -> int:
        return sum(
            leg.amount
            for refund in self.refunds
            if refund.kind == RefundKind.ORDER
            for leg in refund.legs.all()
            if leg.status not in GIVEN_UP_LEGS and (leg.status == LegStatus.SUCCEEDED) is done
        )


@dataclass(frozen=True, slots=True)
class OrderPage:
    """``money`` and ``parcels`` are None for who may not see them."""

    order: Order
    age: timedelta
    actions: list[OrderAction]
    may_change_price: bool
    may_refund_part: bool
    clock: Clock | None
    goods: list[Goods]
    recipient: Recipient
    blocks: list[OrderBlock]
    money: Money | None
    parcels: list[Parcel] | None
    timeline: list[Line]
    moves: list[Move]

    @property
    def reductions(self) -> list[tuple[str, int]]:
        """What each promotion or coupon takes off the whole order, in the order of the steps."""
        sums: dict[tuple[str, str], tuple[str, int]] = {}
        for row in self.order.discounts.all():
            _name, amount = sums.get((row.kind, row.code), ("", 0))
            sums[row.kind, row.code] = (row.spoken_name, amount + row.amount)
        return list(sums.values())

    @property
    def pieces(self) -> int:
        """What the order is about by now: without what was cancelled."""
        return sum(each.line.quantity - each.line.cancelled_quantity for each in self.goods)

    @property
    def pieces_shipped(self) -> int:
        return sum(each.line.shipped_quantity for each in self.goods)


def order_page(order: Order, *, staff: Staff, at: datetime) -> OrderPage:
    """Compose the page of ``order``, which comes with what its guards look at."""
    log, story = list(transitions_of(order.pk)), list(timeline_of(order.pk))
    names = names_of([*(row.actor for row in log), *(entry.actor for entry in story)])
    channels, shipments = selectors.channel_names(), selectors.parcels_of(order)
    return OrderPage(
        order=order,
        age=at - order.placed_at,
        actions=legal_actions(order, staff),
        may_change_price=order.status == OrderStatus.PENDING_PAYMENT
        and not order.is_overdue(at)
        and staff.has_perm("orders.change_price"),
        may_refund_part=order.status != OrderStatus.PENDING_PAYMENT
        and refusal(order, START_REFUND) is None
        and staff.has_perm("payments.request_refund"),
        clock=_clock(order, at=at),
        goods=[_goods(order, line) for line in order.lines.all()],
        recipient=recipient_of(order, is_masked=not staff.has_perm("orders.view_recipient")),
        blocks=order.open_blocks,
        money=_money(order, channels) if staff.has_perm("payments.view_attempt") else None,
        parcels=[_parcel(shipment, staff, at=at) for shipment in shipments]
        if staff.has_perm("logistics.view_shipment")
        else None,
        timeline=tell(story, names=names, words=_words(channels, shipments)),
        moves=[Move(row, names[row.actor]) for row in log],
    )


def _words(channels: dict[str, str], shipments: list[Shipment]) -> Words:
    """What the codes in the order's story are called."""
    couriers = [label.courier for each in shipments for label in each.tracking_numbers.all()]
    return {
        "method": channels,
        "courier": {courier.code: str(courier) for courier in couriers},
        "warehouse": {each.warehouse.code: each.warehouse.spoken_name for each in shipments},
    }


def _money(order: Order, channels: dict[str, str]) -> Money:
    return Money(
        attempts=selectors.payments_of(order.pk),
        refunds=selectors.refunds_with_legs(order.pk),
        channels=channels,
    )


def _parcel(shipment: Shipment, staff: Staff, *, at: datetime) -> Parcel:
    waits = not shipment.is_dispatched and shipment.status != ShipmentStatus.CANCELLED
    may_leave = (
        waits and not shipping_refusal(shipment) and staff.has_perm("logistics.ship_shipment")
    )
    return Parcel(
        shipment=shipment,
        is_late=waits and shipment.ship_by <= at,
        ship_url=reverse("admin:logistics_shipment_ship", args=(shipment.pk,)) if may_leave else "",
        trail=trail_of(shipment),
    )


def _clock(order: Order, *, at: datetime) -> Clock | None:
    """The one clock that runs, or stands still, in the order's state."""
    match order.status:
        case "pending_payment":
            label, due_at, rest = *_payment_clock(order, at=at), None
        case "shipped":
            label, due_at = _("Received automatically"), order.auto_receive_at
            rest = order.auto_receive_left
        case "received":
            label, due_at = _("Completes"), order.auto_complete_at
            rest = order.auto_complete_left
        case _:
            return None
    if due_at is None:
        return Clock(label, None, rest) if rest is not None else None
    return Clock(label, due_at, due_at - at)


def _payment_clock(order: Order, *, at: datetime) -> tuple[str | Promise, datetime | None]:
    """What happens next to an unpaid order by itself, and when."""
    if not order.waits_for_balance:
        return _("Closes unpaid"), order.payment_due_at
    if not order.is_balance_open(at) and not order.is_overdue(at):
        return _("Balance opens"), order.payment_started_at
    return _("Deposit forfeited"), order.payment_due_at


def _goods(order: Order, line: OrderLine) -> Goods:
    attributes = (attribute["value"] for attribute in line.spoken_attributes)
    reductions = [row for row in order.discounts.all() if row.line_id == line.pk]
    return Goods(line, line.spoken_name, " · ".join(attributes), reductions)
