"""Rules of the members app that staff change while the shop runs."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.limits import Budget
from core.rules import LiveRule, Unit

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


def api_requests(*, member_id: int | None, client_address: str) -> list[Budget]:
    budgets = [Budget(API_REQUESTS_PER_ADDRESS, MINUTE, client_address)]
    if member_id is not None:
        budgets.append(Budget(API_REQUESTS_PER_MEMBER, MINUTE, str(member_id)))
    return budgets
