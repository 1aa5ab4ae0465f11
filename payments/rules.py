"""Rules of payments that staff change while the shop runs."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.rules import LiveRule, Unit


class LatePayment(StrEnum):
    RETURN = "return"
    REOPEN = "reopen"


LATE_PAYMENT_POLICY = LiveRule(
    name="LATE_PAYMENT_POLICY",
    label=_("When a closed order is paid late"),
    effect=_(
        "The money goes back, or the order is reopened where its price still stands and its "
        "goods, coupons and places can all be had again; otherwise the money goes back."
    ),
    unit=Unit.CHOICE,
    default=LatePayment.RETURN.value,
    choices=(
        (LatePayment.RETURN.value, _("the money goes back")),
        (LatePayment.REOPEN.value, _("the order is reopened if it can be")),
    ),
)
TOP_UP_TIMEOUT = LiveRule(
    name="TOP_UP_TIMEOUT",
    label=_("Time to pay a top-up"),
    effect=_("One that is not paid this long after it was begun closes. Counts for new ones."),
    unit=Unit.MINUTES,
    default=30,
    minimum=2,  # no payment opens with less than a minute left
    maximum=24 * 60,
)
TOP_UP_LEAST = LiveRule(
    name="TOP_UP_LEAST",
    label=_("Least of one top-up, in yuan"),
    effect=_("Less is refused: every payment costs the shop a fee."),
    unit=Unit.COUNT,
    default=1,
    minimum=1,
    maximum=1_000,
)
TOP_UP_MOST = LiveRule(
    name="TOP_UP_MOST",
    label=_("Most of one top-up, in yuan"),
    effect=_("More is refused, for the balance and for stored value alike."),
    unit=Unit.COUNT,
    default=1_000,
    minimum=1,
    maximum=100_000,
)
TOP_UP_LIMIT = LiveRule(
    name="TOP_UP_LIMIT",
    label=_("Most that a member may have on the balance by topping up, in yuan"),
    effect=_(
        "A top-up beyond it is refused; the same again for stored value. Refunds and what the "
        "shop gives still come in."
    ),
    unit=Unit.COUNT,
    default=5_000,
    minimum=1,
    maximum=1_000_000,
)
