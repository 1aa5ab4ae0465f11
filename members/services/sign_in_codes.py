"""One-time codes: six digits, hashed at rest, five minutes, five tries, one open per phone."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from core.db import atomic, forbid_transaction
from core.limits import spend
from members import channels, rules
from members.errors import CodeRefused
from members.models import SignInCode

VALID_FOR = timedelta(minutes=5)
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class SentCode:
    """``demo_code`` is the code itself where the sender shows it, else ""."""

    expires_at: datetime
    demo_code: str


def request_sign_in_code(*, phone: str, client_address: str, at: datetime) -> SentCode:
    """Send a new code in the place of an older one, to a phone that is known or not.

    Not one transaction: the code is committed before it is handed to the sender.
    Raises LimitExceeded, and CodeNotSent when the sender failed.
    """
    forbid_transaction("sending a code")
    spend(*rules.code_requests(phone=phone, client_address=client_address), at=at)
    sender = channels.code_sender()
    code = f"{secrets.randbelow(10**6):06d}"
    _write(phone=phone, code=code, at=at)
    sender.send(phone=phone, code=code)
    return SentCode(at + VALID_FOR, demo_code=code if sender.shows_code else "")


def try_code(*, phone: str, code: str, at: datetime) -> None:
    """Raises CodeRefused unless the code is the open one. The try is counted and committed first,
    so that no later failure gives it back."""
    forbid_transaction("trying a code")
    if not _count_attempt(phone, at):
        raise CodeRefused
    open_hash = SignInCode.objects.values_list("code_hash", flat=True).get(phone=phone)
    if not constant_time_compare(open_hash, _hash(phone, code)):
        raise CodeRefused


@atomic
def use_code(*, phone: str, code: str, at: datetime) -> None:
    """Use the code up. Raises CodeRefused for all but one of those who try it at once."""
    right = SignInCode.objects.filter(_open(phone, at), code_hash=_hash(phone, code))
    if not right.update(used_at=at):
        raise CodeRefused


@atomic
def _write(*, phone: str, code: str, at: datetime) -> None:
    SignInCode.objects.bulk_create(
        [
            SignInCode(
                phone=phone, code_hash=_hash(phone, code), sent_at=at, expires_at=at + VALID_FOR
            )
        ],
        update_conflicts=True,
        unique_fields=["phone"],
        update_fields=["code_hash", "sent_at", "expires_at", "attempts", "used_at"],
    )


@atomic
def _count_attempt(phone: str, at: datetime) -> bool:
    """One conditional update: of many at once, five are counted and the others refused."""
    tries_left = SignInCode.objects.filter(_open(phone, at), attempts__lt=MAX_ATTEMPTS)
    return bool(tries_left.update(attempts=F("attempts") + 1))


def _open(phone: str, at: datetime) -> Q:
    return Q(phone=phone, used_at=None, expires_at__gt=at)


def _hash(phone: str, code: str) -> str:
    """Keyed with SECRET_KEY: a million codes are hashed in a second, so the hash alone is none."""
    return salted_hmac("members.sign_in_code", f"{phone}:{code}", algorithm="sha256").hexdigest()
