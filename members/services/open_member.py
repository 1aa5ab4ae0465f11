from datetime import datetime

from core.db import atomic
from members.models import Member
from members.services.wallet import open_wallet


@atomic
def open_member(*, phone: str, at: datetime, nickname: str = "") -> Member:
    """The member with this phone: opened now, wallet and all, unless there is one. Race-free."""
    if known := Member.objects.filter(phone=phone).first():
        return known
    opened = Member(phone=phone, nickname=nickname, created_at=at)
    Member.objects.bulk_create([opened], ignore_conflicts=True)
    member = Member.objects.get(phone=phone)
    open_wallet(member_id=member.pk)
    return member


@atomic
def open_member_without_phone(*, at: datetime) -> Member:
    """A member whom something else than a phone tells apart, wallet and all."""
    member = Member.objects.create(phone=None, created_at=at)
    open_wallet(member_id=member.pk)
    return member
