"""The rules of an order's clocks: staff change them while the shop runs."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.rules import LiveRule, Unit


class ReceiveFrom(StrEnum):
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class Undercut(StrEnum):
    KEEP = "keep"
    CLAW_BACK = "claw_back"


PAYMENT_TIMEOUT = LiveRule(
    name="PAYMENT_TIMEOUT",
    label=_("Payment timeout"),
    effect=_("An order that is not paid this long after it was placed closes; its stock goes back"),
    unit=Unit.MINUTES,
    default=30,
    minimum=2,  # no payment opens with less than a minute left
    maximum=7 * 24 * 60,
)
AUTO_RECEIVE = LiveRule(
    name="AUTO_RECEIVE",
    label=_("Automatic receipt"),
    effect=_("A shipped order counts as received after this, unless the shopper says so before"),
    unit=Unit.DAYS,
    default=7,
    minimum=1,
    maximum=60,
)
AUTO_RECEIVE_FROM = LiveRule(
    name="AUTO_RECEIVE_FROM",
    label=_("Automatic receipt counts from"),
    effect=_(
        "When its clock starts: as the last parcel is shipped, or as the courier has delivered all"
    ),
    unit=Unit.CHOICE,
    default=ReceiveFrom.SHIPPED.value,
    choices=(
        (ReceiveFrom.SHIPPED.value, _("shipped")),
        (ReceiveFrom.DELIVERED.value, _("delivered")),
    ),
)
RECEIPT_EXTENSION = LiveRule(
    name="RECEIPT_EXTENSION",
    label=_("Extension of receipt"),
    effect=_("The shopper may put off automatic receipt once, by this much"),
    unit=Unit.DAYS,
    default=3,
    minimum=1,
    maximum=30,
)
AFTER_SALES_WINDOW = LiveRule(
    name="AFTER_SALES_WINDOW",
    label=_("After-sales window"),
    effect=_("A received order completes after this; until then after-sales may be asked for"),
    unit=Unit.DAYS,
    default=7,
    minimum=0,
    maximum=90,
)
RETURN_UNDERCUTS = LiveRule(
    name="RETURN_UNDERCUTS",
    label=_("When a return undercuts the threshold of a reduction"),
    effect=_(
        "What was taken off the goods that stay: kept by the shopper, or taken off the refund. "
        "Counts for orders placed from now on."
    ),
    unit=Unit.CHOICE,
    default=Undercut.KEEP.value,
    choices=(
        (Undercut.KEEP.value, _("the shopper keeps it")),
        (Undercut.CLAW_BACK.value, _("the refund is reduced by it")),
    ),
)

# Figures of the design, not of the shop: nobody would change them while it runs.
MAX_LINES = 100
MAX_QUANTITY = 999
MAX_CART_LINES = 200
