"""Members with points and stored value, and a picture of what they have."""

import itertools
from datetime import UTC, datetime, timedelta

from core.actor import Actor
from core.laws import verdicts
from ledger import services as ledger
from members import selectors
from members.models import Asset, LotSource, Member
from members.services import credit_stored_value, grant_points, hold_points

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
STAFF = Actor.staff(7)
_number = itertools.count(1)


def shop_account(kind: str = "order_funds", unit: str = "POINTS") -> int:
    return ledger.open_account(kind=kind, unit=unit).pk


def give(member: Member, points: int, *, at: datetime = NOON) -> None:
    grant_points(
        member_id=member.pk,
        points=points,
        key=f"grant-{next(_number)}",
        reason="a thank-you",
        actor=STAFF,
        at=at,
    )


def credit(
    member: Member,
    amount: int,
    *,
    source: LotSource = LotSource.PAID,
    expires_at: datetime | None = None,
) -> None:
    credit_stored_value(
        key=f"credit-{next(_number)}",
        member_id=member.pk,
        amount=amount,
        from_account_id=shop_account("top_ups", "CNY"),
        reference="TOPUP",
        source=source,
        expires_at=expires_at,
        at=NOON,
    )


def hold(member: Member, points: int, *, key: str = "", at: datetime = NOON) -> int:
    key = key or f"hold-{next(_number)}"
    return hold_points(key=key, member_id=member.pk, points=points, reference="ORDER", at=at)


def left(member: Member, asset: Asset = Asset.POINTS) -> list[int]:
    """What is left in each lot, the one that expires first standing first."""
    return list(selectors.lots_of(member.pk, asset).values_list("remaining", flat=True))


def broken_laws() -> list[str]:
    return [verdict.law.name for verdict in verdicts() if verdict.broken]
