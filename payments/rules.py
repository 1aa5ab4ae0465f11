"""What becomes of money that cannot simply be taken: staff change it while the shop runs."""

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
