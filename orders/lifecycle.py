"""The order's life as data: states, transitions, guards. Code, triggers and diagrams read it.

A guard is a pure function of an order with its instalments, lines and open
blocks at hand; it returns why the transition is refused, or None.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actor import ActorKind

if TYPE_CHECKING:
    from orders.models import Order

Guard = Callable[["Order"], str | Promise | None]


class OrderStatus(models.TextChoices):
    PENDING_PAYMENT = "pending_payment", _("Awaiting payment")
    PAID = "paid", _("Paid")
    AWAITING_SHIPMENT = "awaiting_shipment", _("Awaiting shipment")
    SHIPPED = "shipped", _("Shipped")
    RECEIVED = "received", _("Received")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed")
    REFUNDING = "refunding", _("Refunding")
    REFUNDED = "refunded", _("Refunded")


# What each state looks like wherever people see it.
COLOURS = {
    OrderStatus.PENDING_PAYMENT: "amber",
    OrderStatus.PAID: "blue",
    OrderStatus.AWAITING_SHIPMENT: "indigo",
    OrderStatus.SHIPPED: "violet",
    OrderStatus.RECEIVED: "teal",
    OrderStatus.COMPLETED: "green",
    OrderStatus.CLOSED: "grey",
    OrderStatus.REFUNDING: "orange",
    OrderStatus.REFUNDED: "red",
}


class InstalmentPurpose(models.TextChoices):
    FULL = "full", _("full amount")
    DEPOSIT = "deposit", _("deposit")
    BALANCE = "balance", _("balance due")
    DIFFERENCE = "difference", _("price difference")


class InstalmentStatus(models.TextChoices):
    PENDING = "pending", _("to be paid")
    CAPTURED = "captured", _("paid")
    VOID = "void", _("void")


class Stops(models.TextChoices):
    """What a block keeps from happening."""

    FULFIL = "fulfil", _("fulfilment")
    SHIP = "ship", _("shipping")
    RECEIVE = "receive", _("receipt")
    COMPLETE = "complete", _("completion")


# --- guards -------------------------------------------------------------------------------


def _paying(order: "Order") -> Iterator[str]:
    for instalment in order.instalments.all():
        if instalment.purpose != InstalmentPurpose.DIFFERENCE:
            yield instalment.status


def everything_captured(order: "Order") -> Promise | None:
    if all(status == InstalmentStatus.CAPTURED for status in _paying(order)):
        return None
    return _("an instalment is still to be paid")


def something_to_pay(order: "Order") -> Promise | None:
    return None if everything_captured(order) else _("everything has been paid")


def nothing_captured(order: "Order") -> Promise | None:
    if all(status != InstalmentStatus.CAPTURED for status in _paying(order)):
        return None
    return _("money has been paid for it; it can only be refunded or forfeited")


def something_captured(order: "Order") -> Promise | None:
    return None if nothing_captured(order) else _("nothing has been paid for it")


def unblocked(stops: Stops) -> Guard:
    def guard(order: "Order") -> Promise | None:
        if any(stops in block.stops for block in order.open_blocks):
            return _("a block holds it: a group that forms, a review, a ticket or a parcel")
        return None

    return guard


def nothing_left_to_ship(order: "Order") -> Promise | None:
    if any(line.quantity_to_ship for line in order.lines.all()):
        return _("some of its goods are still to be shipped")
    return None


# --- transitions --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. ``by``: which kinds of actor may ask for it at the edge.

    A source of "" is birth. ``stamps`` names the order's column that keeps when.
    ``asks`` stand where asking takes something else than happening: one asks to
    pay while something is still to be paid, and it happens when nothing is.
    """

    name: str
    label: str | Promise
    sources: tuple[str, ...]
    targets: tuple[OrderStatus, ...]
    by: frozenset[ActorKind]
    guards: tuple[Guard, ...] = ()
    stamps: str = ""
    asks: tuple[Guard, ...] | None = None

    @property
    def asked_under(self) -> tuple[Guard, ...]:
        return self.guards if self.asks is None else self.asks

    @property
    def target(self) -> OrderStatus:
        return self.targets[0]


_MEMBER, _STAFF, _RULE, _PROVIDER = (
    ActorKind.MEMBER,
    ActorKind.STAFF,
    ActorKind.RULE,
    ActorKind.PROVIDER,
)
S = OrderStatus
_REFUNDABLE = (
    S.PENDING_PAYMENT,
    S.PAID,
    S.AWAITING_SHIPMENT,
    S.SHIPPED,
    S.RECEIVED,
    S.COMPLETED,
)

PLACE = Transition(
    "place", _("Place"), ("",), (S.PENDING_PAYMENT,), frozenset({_MEMBER, _STAFF}), ()
)
PAY = Transition(
    "pay",
    _("Pay"),
    (S.PENDING_PAYMENT,),
    (S.PAID,),
    frozenset({_MEMBER, _PROVIDER, _RULE}),
    (everything_captured,),
    "paid_at",
    asks=(something_to_pay,),
)
FULFIL = Transition(
    "fulfil",
    _("Hand to fulfilment"),
    (S.PAID,),
    (S.AWAITING_SHIPMENT,),
    frozenset({_RULE}),
    (unblocked(Stops.FULFIL),),
)
SHIP = Transition(
    "ship",
    _("Ship"),
    (S.AWAITING_SHIPMENT,),
    (S.SHIPPED,),
    frozenset({_RULE}),
    (nothing_left_to_ship, unblocked(Stops.SHIP)),
    "shipped_at",
)
REDEEM = Transition(
    "redeem",
    _("Hand over"),
    (S.AWAITING_SHIPMENT,),
    (S.COMPLETED,),
    frozenset({_STAFF}),
    (nothing_left_to_ship, unblocked(Stops.COMPLETE)),
    "completed_at",
)
RECEIVE = Transition(
    "receive",
    _("Confirm receipt"),
    (S.SHIPPED,),
    (S.RECEIVED,),
    frozenset({_MEMBER, _RULE}),
    (unblocked(Stops.RECEIVE),),
    "received_at",
)
COMPLETE = Transition(
    "complete",
    _("Complete"),
    (S.RECEIVED,),
    (S.COMPLETED,),
    frozenset({_RULE}),
    (unblocked(Stops.COMPLETE),),
    "completed_at",
)
CLOSE = Transition(
    "close",
    _("Cancel"),
    (S.PENDING_PAYMENT,),
    (S.CLOSED,),
    frozenset({_MEMBER, _STAFF, _RULE}),
    (nothing_captured,),
    "closed_at",
)
REVIVE = Transition(
    "revive",
    _("Reopen for a late payment"),
    (S.CLOSED,),
    (S.PAID,),
    frozenset({_PROVIDER, _RULE}),
    (everything_captured,),
    "paid_at",
)
REOPEN = Transition(
    "reopen",
    _("Reopen for a late deposit"),
    (S.CLOSED,),
    (S.PENDING_PAYMENT,),
    frozenset({_PROVIDER, _RULE}),
    (something_captured, something_to_pay),
)
FORFEIT = Transition(
    "forfeit",
    _("Forfeit the deposit"),
    (S.PENDING_PAYMENT,),
    (S.CLOSED,),
    frozenset({_MEMBER, _RULE}),
    (something_captured,),
    "closed_at",
)
START_REFUND = Transition(
    "start_refund",
    _("Refund everything"),
    _REFUNDABLE,
    (S.REFUNDING,),
    frozenset({_STAFF, _RULE}),
    (something_captured,),
)
FINISH_REFUND = Transition(
    "finish_refund",
    _("Refund has arrived"),
    (S.REFUNDING,),
    (S.REFUNDED,),
    frozenset({_PROVIDER, _RULE}),
)
ABORT_REFUND = Transition(
    "abort_refund",
    _("Give the refund up"),
    (S.REFUNDING,),
    _REFUNDABLE,
    frozenset({_STAFF, _RULE}),
)

# Every way an existing order may move; birth (PLACE) is apart.
TRANSITIONS = {
    transition.name: transition
    for transition in (
        PAY,
        FULFIL,
        SHIP,
        REDEEM,
        RECEIVE,
        COMPLETE,
        CLOSE,
        REVIVE,
        REOPEN,
        FORFEIT,
        START_REFUND,
        FINISH_REFUND,
        ABORT_REFUND,
    )
}


def legal_moves() -> list[tuple[str, str]]:
    """(source, target) of every transition: what the database's own guard lets pass."""
    return sorted(
        {
            (str(source), str(target))
            for transition in TRANSITIONS.values()
            for source in transition.sources
            for target in transition.targets
        }
    )


def transitions_from(status: str) -> list[Transition]:
    return [t for t in TRANSITIONS.values() if status in t.sources]
