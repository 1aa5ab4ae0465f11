"""What a person must look at. Subjects: ``payment:<our number>``, ``refund:<our number>``,
``<channel>:<a number that is not ours>``, ``order:<number>``, ``top_up:<number>``."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.incidents import Cure, IncidentKind, register_kind
from core.models import Severity
from payments import selectors, services
from payments.lifecycle import Disposition, LegStatus
from payments.models import Attempt, RefundLeg


def _attempt(subject: str) -> Attempt:
    return selectors.attempt_known_as(subject.partition(":")[2])


def _leg(subject: str) -> RefundLeg:
    return selectors.leg_known_as(subject.partition(":")[2])


# --- the buttons --------------------------------------------------------------------------


def _ask_provider(subject: str, actor: Actor, at: datetime) -> None:
    services.query_attempt(attempt_id=_attempt(subject).pk, at=at)


def _go_on_with_refund(subject: str, actor: Actor, at: datetime) -> None:
    services.advance_leg(leg_id=_leg(subject).pk, at=at)


def _pay_to_balance(subject: str, actor: Actor, at: datetime) -> None:
    services.reroute_leg(leg_id=_leg(subject).pk, actor=actor, at=at)


def _refund_again(subject: str, actor: Actor, at: datetime) -> None:
    services.replace_leg(leg_id=_leg(subject).pk, actor=actor, at=at)


# --- whether it still is so, and where to look --------------------------------------------


def _is_odd_money_here(subject: str) -> bool:
    """In suspense, or confirmed and not back with the payer yet."""
    odd = (Disposition.SUSPENSE, Disposition.MISMATCHED)
    payments = _attempt(subject).payments.filter(disposition__in=odd)
    return any(not selectors.is_returned(payment) for payment in payments)


def _is_unknown(subject: str) -> bool:
    channel, _, number = subject.partition(":")
    attempt = selectors.attempt_numbered(number, channel=channel)
    return attempt is None and selectors.leg_numbered(number, channel=channel) is None


def _is_unpaid(subject: str) -> bool:
    return selectors.waits_for_payment(subject.partition(":")[2])


def _is_unpaid_top_up(subject: str) -> bool:
    return selectors.top_up_waits(subject.partition(":")[2])


def _is_refused(subject: str) -> bool:
    leg = _leg(subject)
    return leg.next_step_at is not None and leg.failure != ""


def _is_under_way(subject: str) -> bool:
    return _leg(subject).next_step_at is not None


def _is_abnormal(subject: str) -> bool:
    return _leg(subject).status == LegStatus.ABNORMAL


def _payment_page(subject: str) -> str:
    return reverse("admin:payments_attempt_change", args=(_attempt(subject).pk,))


def _top_up_page(subject: str) -> str:
    number = subject.partition(":")[2]
    return reverse("admin:payments_topup_change", args=(selectors.top_up_known_as(number).pk,))


def _refund_page(subject: str) -> str:
    return reverse("admin:payments_refund_change", args=(_leg(subject).refund_id,))


_REFUND = "payments.request_refund"
ASK_PROVIDER = Cure(_("Ask the provider"), "payments.view_attempt", _ask_provider)
GO_ON = Cure(_("Try again"), _REFUND, _go_on_with_refund)
TO_BALANCE = Cure(_("Pay to the balance"), "payments.reroute_refund", _pay_to_balance)
REFUND_AGAIN = Cure(_("Refund under a new number"), _REFUND, _refund_again)

for kind in (
    IncidentKind(
        "payment_mismatch",
        _("A payment came in another amount than was asked for"),
        Severity.HIGH,
        cure=ASK_PROVIDER,
        still_true=_is_odd_money_here,
        link=_payment_page,
    ),
    IncidentKind(
        "unknown_payment",
        _("A provider tells of a payment or refund that is not ours"),
        Severity.HIGH,
        still_true=_is_unknown,
    ),
    IncidentKind(
        "foreign_notification",
        _("A provider sends us what is meant for another merchant or app"),
        Severity.HIGH,
    ),
    IncidentKind(
        "provider_unreachable",
        _("A payment was closed here without the provider's word; a late one would be returned"),
        Severity.MEDIUM,
        cure=ASK_PROVIDER,
        link=_payment_page,
    ),
    IncidentKind(
        "order_not_closed",
        _("An overdue order could not be closed"),
        Severity.HIGH,
        still_true=_is_unpaid,
    ),
    IncidentKind(
        "top_up_not_closed",
        _("An overdue top-up could not be closed"),
        Severity.HIGH,
        still_true=_is_unpaid_top_up,
        link=_top_up_page,
    ),
    IncidentKind(
        "refund_refused",
        _("A provider refuses a refund; it is tried again every hour"),
        Severity.HIGH,
        cure=GO_ON,
        still_true=_is_refused,
        link=_refund_page,
    ),
    IncidentKind(
        "refund_closed",
        _("A provider has closed a refund without paying it"),
        Severity.HIGH,
        cure=REFUND_AGAIN,
        link=_refund_page,
    ),
    IncidentKind(
        "refund_abnormal",
        _("A refund is stuck at the provider: the payer's account does not take it"),
        Severity.HIGH,
        cure=TO_BALANCE,
        still_true=_is_abnormal,
        link=_refund_page,
    ),
    IncidentKind(
        "refund_paid_twice",
        _("A provider has paid a refund that was paid to the balance meanwhile"),
        Severity.HIGH,
        link=_refund_page,
    ),
    IncidentKind(
        "refund_mismatch",
        _("A provider tells of a refund in another amount than was asked for"),
        Severity.HIGH,
        still_true=_is_under_way,
        link=_refund_page,
    ),
):
    register_kind(kind)
