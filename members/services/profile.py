from datetime import datetime

from core.db import atomic
from members.models import Member
from members.services.tokens import sign_out_everywhere


@atomic
def change_nickname(*, member_id: int, nickname: str) -> Member:
    Member.objects.filter(pk=member_id).update(nickname=nickname)
    return Member.objects.get(pk=member_id)


@atomic
def disable_member(*, member_id: int, at: datetime) -> None:
    """Keep a member from signing in, and sign all devices out."""
    Member.objects.filter(pk=member_id).update(is_active=False)
    sign_out_everywhere(member_id=member_id, at=at)


@atomic
def enable_member(*, member_id: int) -> None:
    """Let a disabled member sign in again."""
    Member.objects.filter(pk=member_id).update(is_active=True)
