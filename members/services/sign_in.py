"""Signing in. A member who was not there before is opened by the first right code."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password

from core.db import atomic
from core.limits import spend
from members import rules
from members.errors import MemberDisabled, PasswordRefused
from members.models import UNUSABLE_PASSWORD, Member
from members.services.open_member import open_member
from members.services.passwords import store_password
from members.services.sign_in_codes import try_code, use_code
from members.services.tokens import issue_token


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``token`` is told this once."""

    member: Member
    token: str


def sign_in_with_code(
    *, phone: str, code: str, device: str = "", client_address: str, at: datetime
) -> SignedIn:
    """Use up a one-time code and sign the device in.

    Raises LimitExceeded, CodeRefused, and MemberDisabled (which leaves the code unused).
    """
    spend(*rules.sign_in_tries(by="code", phone=phone, client_address=client_address), at=at)
    try_code(phone=phone, code=code, at=at)
    with atomic():
        use_code(phone=phone, code=code, at=at)
        return admit(open_member(phone=phone, at=at), device, at)


def sign_in_with_password(
    *, phone: str, password: str, device: str = "", client_address: str, at: datetime
) -> SignedIn:
    """Check the password and sign the device in.

    Takes as long for a phone that nobody has.
    Raises LimitExceeded, PasswordRefused, MemberDisabled.
    """
    spend(*rules.sign_in_tries(by="password", phone=phone, client_address=client_address), at=at)
    member = Member.objects.filter(phone=phone).first()
    encoded = member.password if member else UNUSABLE_PASSWORD

    def upgrade_hash(raw: str) -> None:
        if member:
            store_password(member_id=member.pk, password=raw)

    if not check_password(password, encoded, setter=upgrade_hash) or member is None:
        raise PasswordRefused
    with atomic():
        return admit(member, device, at)


def admit(member: Member, device: str, at: datetime) -> SignedIn:
    """Sign a device of somebody in who has proven to be the member. Raises MemberDisabled."""
    if not member.is_active:
        raise MemberDisabled
    return SignedIn(member, issue_token(member_id=member.pk, device=device, at=at))
