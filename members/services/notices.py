from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db import atomic
from members.models import Notice


@dataclass(frozen=True, slots=True)
class Told:
    """``facts`` are JSON values; ``reference`` names what it is about, such as an order number."""

    member_id: int
    event: str
    facts: dict[str, Any]
    reference: str


@atomic
def notify(
    *, member_id: int, event: str, facts: dict[str, Any], reference: str, at: datetime
) -> None:
    """Put a notice into a member's inbox, once per event and reference."""
    notify_all([Told(member_id, event, facts, reference)], at=at)


@atomic
def notify_all(notices: Iterable[Told], *, at: datetime) -> None:
    """The same for many members at once."""
    Notice.objects.bulk_create(
        (
            Notice(
                member_id=told.member_id,
                event=told.event,
                facts=told.facts,
                reference=told.reference,
                created_at=at,
            )
            for told in notices
        ),
        ignore_conflicts=True,
    )


@atomic
def read_notices(*, member_id: int, public_ids: Iterable[UUID] | None, at: datetime) -> int:
    """Mark these notices of the member as read, or all for None; return how many were not yet."""
    unread = Notice.objects.filter(member_id=member_id, read_at=None)
    if public_ids is not None:
        unread = unread.filter(public_id__in=list(public_ids))
    return unread.update(read_at=at)
