"""Rules of the members app that staff change while the shop runs."""

from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.limits import Budget
from core.rules import LiveRule, Unit


class AfterRefund(StrEnum):
    """When a refund that takes growth back costs the tier that it led to."""

    AT_ONCE = "at_once"
    AT_REVIEW = "at_review"


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

SIGNED_IN_FOR = LiveRule(
    name="SIGNED_IN_FOR",
    label=_("A device stays signed in for"),
    effect=_("Counts for devices that sign in from now on."),
    unit=Unit.DAYS,
    default=30,
    minimum=1,
    maximum=365,
)
SIGN_IN_CODES_PER_PHONE = LiveRule(
    name="SIGN_IN_CODES_PER_PHONE",
    label=_("Sign-in codes to one phone per hour"),
    effect=_("Each one is a message that somebody receives and the shop pays for."),
    unit=Unit.COUNT,
    default=5,
    minimum=1,
    maximum=1_000,
)
SIGN_IN_CODES_PER_ADDRESS = LiveRule(
    name="SIGN_IN_CODES_PER_ADDRESS",
    label=_("Sign-in codes requested from one network address per hour"),
    effect=_("A whole office or a mobile network may share one address."),
    unit=Unit.COUNT,
    default=60,
    minimum=1,
    maximum=1_000_000,
)
SIGN_IN_TRIES_PER_PHONE = LiveRule(
    name="SIGN_IN_TRIES_PER_PHONE",
    label=_("Tries to sign in with one phone per hour, by code and by password each"),
    effect=_("Fewer make guessing harder; who mistypes too often waits for the next hour."),
    unit=Unit.COUNT,
    default=20,
    minimum=3,
    maximum=1_000,
)
SIGN_IN_TRIES_PER_ADDRESS = LiveRule(
    name="SIGN_IN_TRIES_PER_ADDRESS",
    label=_("Tries to sign in from one network address per hour"),
    effect=_("Keeps one machine from trying one password on many phones."),
    unit=Unit.COUNT,
    default=200,
    minimum=3,
    maximum=1_000_000,
)
STAFF_SIGN_IN_TRIES = LiveRule(
    name="STAFF_SIGN_IN_TRIES",
    label=_("Tries to sign in to the back office with one user name per hour"),
    effect=_("Fewer make guessing harder; who mistypes too often waits for the next hour."),
    unit=Unit.COUNT,
    default=20,
    minimum=3,
    maximum=1_000,
)
API_REQUESTS_PER_MEMBER = LiveRule(
    name="API_REQUESTS_PER_MEMBER",
    label=_("API requests of one member per minute"),
    effect=_("Above it a request is refused and may be repeated the next minute."),
    unit=Unit.COUNT,
    default=300,
    minimum=10,
    maximum=10_000_000,
)
API_REQUESTS_PER_ADDRESS = LiveRule(
    name="API_REQUESTS_PER_ADDRESS",
    label=_("API requests from one network address per minute"),
    effect=_("A whole office or a mobile network may share one address: keep it generous."),
    unit=Unit.COUNT,
    default=3_000,
    minimum=10,
    maximum=10_000_000,
)

POINTS_PER_YUAN_EARNED = LiveRule(
    name="POINTS_PER_YUAN_EARNED",
    label=_("Points earned for each yuan of a completed order"),
    effect=_(
        "Before the multiplier of the member's tier. Counts for orders completed from now on."
    ),
    unit=Unit.COUNT,
    default=1,
    minimum=0,
    maximum=1_000,
)
POINTS_VALID_FOR = LiveRule(
    name="POINTS_VALID_FOR",
    label=_("Points expire after"),
    effect=_("At the end of the day; 0: never. Counts for points given from now on."),
    unit=Unit.DAYS,
    default=365,
    minimum=0,
    maximum=3_650,
)
POINTS_DEBT = LiveRule(
    name="POINTS_DEBT",
    label=_("Points that a refund takes back may become a debt"),
    effect=_(
        "On: points spent already are owed, and new points pay them first. "
        "Off: the refund is reduced by what they are worth."
    ),
    unit=Unit.SWITCH,
    default=True,
)
GROWTH_PER_YUAN = LiveRule(
    name="GROWTH_PER_YUAN",
    label=_("Growth for each yuan of a completed order"),
    effect=_("Growth leads to tiers. Counts for orders completed from now on."),
    unit=Unit.COUNT,
    default=1,
    minimum=0,
    maximum=1_000,
)
TIER_AFTER_REFUND = LiveRule(
    name="TIER_AFTER_REFUND",
    label=_("When a refund takes back growth, the tier falls"),
    effect=_("At once, if what led to it is not enough any more; or at the yearly review."),
    unit=Unit.CHOICE,
    default=AfterRefund.AT_REVIEW,
    choices=((AfterRefund.AT_ONCE, _("at once")), (AfterRefund.AT_REVIEW, _("at the review"))),
)
GIFT_MONEY_LAST = LiveRule(
    name="GIFT_MONEY_LAST",
    label=_("Stored value that was paid for is spent before what was given"),
    effect=_("Off: whatever expires first goes first. Counts for payments from now on."),
    unit=Unit.SWITCH,
    default=True,
)
REFUND_GRACE = LiveRule(
    name="REFUND_GRACE",
    label=_("Refunded points and stored value whose time is past stay good for"),
    effect=_("From the refund on. Others come back with the expiry that they had."),
    unit=Unit.DAYS,
    default=7,
    minimum=1,
    maximum=365,
)
EXPIRY_REMINDER = LiveRule(
    name="EXPIRY_REMINDER",
    label=_("Members are reminded of points and stored value that expire within"),
    effect=_("Once for what expires on the same day."),
    unit=Unit.DAYS,
    default=7,
    minimum=1,
    maximum=90,
)
BALANCE_ADJUSTMENT_LIMIT = LiveRule(
    name="BALANCE_ADJUSTMENT_LIMIT",
    label=_("Adjustments that one person may make of one balance in a day, in yuan"),
    effect=_("What goes beyond it waits until somebody else approves it."),
    unit=Unit.COUNT,
    default=200,
    minimum=0,
    maximum=1_000_000,
)
POINTS_GRANT_LIMIT = LiveRule(
    name="POINTS_GRANT_LIMIT",
    label=_("Points that one person may grant to one member in a day"),
    effect=_("What goes beyond it is refused."),
    unit=Unit.COUNT,
    default=5_000,
    minimum=0,
    maximum=10_000_000,
)
CARD_TRIES_PER_MEMBER = LiveRule(
    name="CARD_TRIES_PER_MEMBER",
    label=_("Tries of one member to bind a card per hour"),
    effect=_("Fewer make guessing harder; who mistypes too often waits for the next hour."),
    unit=Unit.COUNT,
    default=10,
    minimum=3,
    maximum=1_000,
)
CARD_TRIES_PER_ADDRESS = LiveRule(
    name="CARD_TRIES_PER_ADDRESS",
    label=_("Tries to bind a card from one network address per hour"),
    effect=_("Keeps one machine from trying cards under many accounts."),
    unit=Unit.COUNT,
    default=60,
    minimum=3,
    maximum=100_000,
)

# The incident that tells of a balance adjustment that waits for a second person.
ADJUSTMENT_WAITS = "adjustment_waits"


def code_requests(*, phone: str, client_address: str) -> list[Budget]:
    return [
        Budget(SIGN_IN_CODES_PER_PHONE, HOUR, phone),
        Budget(SIGN_IN_CODES_PER_ADDRESS, HOUR, client_address),
    ]


def sign_in_tries(*, by: str, phone: str, client_address: str) -> list[Budget]:
    """By code and by password apart: who guesses passwords must not lock the owner out."""
    return [
        Budget(SIGN_IN_TRIES_PER_PHONE, HOUR, f"{by}:{phone}"),
        Budget(SIGN_IN_TRIES_PER_ADDRESS, HOUR, client_address),
    ]


def staff_sign_in_tries(*, username: str, client_address: str) -> list[Budget]:
    return [
        Budget(STAFF_SIGN_IN_TRIES, HOUR, username),
        Budget(SIGN_IN_TRIES_PER_ADDRESS, HOUR, client_address),
    ]


def wechat_sign_in_tries(*, client_address: str) -> list[Budget]:
    """Its codes cannot be guessed, but each try is a call to WeChat."""
    return [Budget(SIGN_IN_TRIES_PER_ADDRESS, HOUR, client_address)]


def card_tries(*, member_id: int, client_address: str) -> list[Budget]:
    return [
        Budget(CARD_TRIES_PER_MEMBER, HOUR, str(member_id)),
        Budget(CARD_TRIES_PER_ADDRESS, HOUR, client_address),
    ]


def api_requests(*, member_id: int | None, client_address: str) -> list[Budget]:
    budgets = [Budget(API_REQUESTS_PER_ADDRESS, MINUTE, client_address)]
    if member_id is not None:
        budgets.append(Budget(API_REQUESTS_PER_MEMBER, MINUTE, str(member_id)))
    return budgets
