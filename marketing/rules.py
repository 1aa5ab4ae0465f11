"""The rules of marketing that staff may change while the shop runs."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.limits import Budget
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
PRESALE_OPENING_NOTICE = LiveRule(
    name="PRESALE_OPENING_NOTICE",
    label=_("Told that the balance opens"),
    effect=_("Whoever has paid a deposit is told so long before the balance can be paid"),
    unit=Unit.HOURS,
    default=2,
    minimum=1,
    maximum=72,
)
PRESALE_CLOSING_NOTICE = LiveRule(
    name="PRESALE_CLOSING_NOTICE",
    label=_("Told that the balance is due"),
    effect=_("Whoever has not paid the balance is told so long before the deposit is forfeited"),
    unit=Unit.HOURS,
    default=12,
    minimum=1,
    maximum=72,
)
COUPONS_RETURN = LiveRule(
    name="COUPONS_RETURN",
    label=_("Coupons come back with a refund"),
    effect=_("When a whole order is refunded, its coupons are the member's again while valid."),
    unit=Unit.SWITCH,
    default=True,
)
COUPON_REMINDER = LiveRule(
    name="COUPON_REMINDER",
    label=_("Told that a coupon is nearly over"),
    effect=_(
        "Members are told so long before a coupon of theirs is over; 0 tells nobody, and of one "
        "that is not good for longer than this nobody is told"
    ),
    unit=Unit.HOURS,
    default=48,
    minimum=0,
    maximum=30 * 24,
)
EXCHANGE_TRIES = LiveRule(
    name="EXCHANGE_TRIES",
    label=_("Exchange codes a member may try per hour"),
    effect=_("Fewer make guessing harder; who mistypes too often waits for the next hour."),
    unit=Unit.COUNT,
    default=10,
    minimum=1,
    maximum=1_000,
)
GROUP_FORM_BY = LiveRule(
    name="GROUP_FORM_BY",
    label=_("Group forms within"),
    effect=_(
        "A team that is not complete this long after its leader paid fails, and paid orders are "
        "refunded; offers may have a time of their own"
    ),
    unit=Unit.HOURS,
    default=24,
    minimum=1,
    maximum=7 * 24,
)
GROUP_PAYMENT_TIMEOUT = LiveRule(
    name="GROUP_PAYMENT_TIMEOUT",
    label=_("Payment timeout of group buys"),
    effect=_("A seat that is not paid this long after it was taken is free again"),
    unit=Unit.MINUTES,
    default=15,
    minimum=2,  # no payment opens with less than a minute left
    maximum=24 * 60,
)
GROUP_LEAVE = LiveRule(
    name="GROUP_LEAVE",
    label=_("Members may leave a group"),
    effect=_("Who has paid may leave a team that is still forming, and is refunded"),
    unit=Unit.SWITCH,
    default=True,
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


def exchange_tries(member_id: int) -> Budget:
    """How many codes a member may type in an hour, right or wrong."""
    return Budget(EXCHANGE_TRIES, timedelta(hours=1), f"member:{member_id}")
