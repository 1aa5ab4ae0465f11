from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db import atomic
from members.models import Notice


@atomic
def notify(
    *, member_id: int, event: str, facts: dict[str, Any], reference: str, at: datetime
) -> None:
    """Put a notice into a member's inbox, once per event and reference.

    ``facts`` are JSON values; ``reference`` names what it is about, such as an order number.
    """
    notice = Notice(
        member_id=member_id, event=event, facts=facts, reference=reference, created_at=at
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


@atomic
def read_notices(*, member_id: int, public_ids: Iterable[UUID] | None, at: datetime) -> int:
    """Mark these notices of the member as read, or all for None; return how many were not yet."""
    unread = Notice.objects.filter(member_id=member_id, read_at=None)
    if public_ids is not None:
        unread = unread.filter(public_id__in=list(public_ids))
    return unread.update(read_at=at)
