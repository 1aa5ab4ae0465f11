"""The rules of marketing that staff may change while the shop runs."""

from django.utils.translation import gettext_lazy as _

from core.rules import LiveRule, Unit

POINTS_PER_YUAN = LiveRule(
    name="POINTS_PER_YUAN",
    label=_("Points that pay one yuan"),
    effect=_("What a point is worth when an order is paid; counts from the next payment on."),
    unit=Unit.COUNT,
    default=100,
    minimum=1,
    maximum=10_000,
)
POINTS_MAX_PERCENT = LiveRule(
    name="POINTS_MAX_PERCENT",
    label=_("Points may pay up to (percent)"),
    effect=_("Of what an order comes to; 0 takes points out of the checkout."),
    unit=Unit.COUNT,
    default=50,
    minimum=0,
    maximum=100,
)
POINTS_STEP = LiveRule(
    name="POINTS_STEP",
    label=_("Points are paid in steps of"),
    effect=_("A checkout takes points in whole steps only."),
    unit=Unit.COUNT,
    default=100,
    minimum=1,
    maximum=10_000,
)
FLASH_PAYMENT_TIMEOUT = LiveRule(
    name="FLASH_PAYMENT_TIMEOUT",
    label=_("Payment timeout of flash sales"),
    effect=_(
        "An order of a flash sale that is not paid this long after it was placed is closed, and "
        "its pieces are on sale again; sessions may have a time of their own"
    ),
    unit=Unit.MINUTES,
    default=5,
    minimum=2,  # no payment opens with less than a minute left
    maximum=24 * 60,
)
