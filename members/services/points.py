"""Points: what an order, or somebody of the shop, gives a member to pay with."""

from datetime import datetime, timedelta

from core.actor import Actor, ActorKind
from core.db import atomic
from ledger import services as ledger
from members import selectors
from members.errors import GrantLimitExceeded
from members.models import Asset, LotSource, PointsGrant
from members.rules import POINTS_GRANT_LIMIT, POINTS_VALID_FOR
from members.selectors import POINTS, wallet_owner
from members.services import lots
from members.services.expiry import end_of_validity
from members.services.tiers import locked_member

ISSUED_KIND = "points_issued"
_DAY = timedelta(days=1)


@atomic
def issued_account() -> int:
    """Where points come from, and go back to when they are taken back: the shop's liability."""
    return ledger.open_account(kind=ISSUED_KIND, unit=POINTS.unit).pk


@atomic
def grant_points(
    *, member_id: int, points: int, key: str, reason: str, actor: Actor, at: datetime
) -> None:
    """Give a member points at the shop's expense. A repeated key gives nothing again.

    ValueError for none. Raises EntryMismatch where the key stands for another grant, and
    GrantLimitExceeded for more than a person may give a member in a day, by rule.
    """
    if points <= 0:
        raise ValueError(f"a grant gives something, not {points}")
    if actor.kind == ActorKind.STAFF:
        _require_within_limit(member_id, points, key, actor, at)
    grant = PointsGrant(
        key=key, member_id=member_id, amount=points, reason=reason, actor=str(actor), at=at
    )
    PointsGrant.objects.bulk_create([grant], ignore_conflicts=True)
    lots.add_lot(
        asset=Asset.POINTS,
        member_id=member_id,
        amount=points,
        source=LotSource.GIFT,
        from_account_id=issued_account(),
        key=f"points_grant:{key}",
        kind="points_grant",
        reference=wallet_owner(member_id),
        expires_at=end_of_validity(POINTS_VALID_FOR, at=at),
        at=at,
    )


def _require_within_limit(
    member_id: int, points: int, key: str, actor: Actor, at: datetime
) -> None:
    # Under the account's lock: of many at once, each counts what the others granted.
    ledger.lock_accounts([lots.open_account(asset=Asset.POINTS, member_id=member_id)])
    limit = POINTS_GRANT_LIMIT.value
    left = limit - selectors.granted_by(str(actor), member_id=member_id, since=at - _DAY)
    if points > left and not PointsGrant.objects.filter(key=key).exists():
        raise GrantLimitExceeded(limit=limit, left=max(left, 0))


@atomic
def lock_points(*, member_id: int) -> None:
    """Hold a member's points still until the transaction ends: what was read of them stays true."""
    locked_member(member_id)
    ledger.lock_accounts([lots.open_account(asset=Asset.POINTS, member_id=member_id)])


@atomic
def hold_points(*, key: str, member_id: int, points: int, reference: str, at: datetime) -> int:
    """Set points aside for a payment; the hold's id. A repeated key gives the first hold again.

    Raises WalletFrozen, InsufficientBalance, HoldMismatch.
    """
    return lots.hold(
        asset=Asset.POINTS, key=key, member_id=member_id, amount=points, reference=reference, at=at
    )


@atomic
def capture_points(*, key: str, hold_id: int, to_account_id: int, at: datetime) -> int:
    """Book held points on an account of the same unit; the entry's id."""
    return lots.capture(key=key, hold_id=hold_id, to_account_id=to_account_id, at=at)


@atomic
def void_points(*, hold_id: int, at: datetime) -> None:
    """Give held points back. Where nothing is held any more, nothing happens."""
    lots.void(hold_id=hold_id, at=at)


@atomic
def refund_points(
    *, key: str, hold_id: int, points: int, from_account_id: int, reference: str, at: datetime
) -> int:
    """Give captured points back as they were, expiry and all; the entry's id. Once per key.

    Those whose time is past meanwhile have a grace, by rule.
    """
    return lots.refund(
        key=key,
        hold_id=hold_id,
        amount=points,
        from_account_id=from_account_id,
        reference=reference,
        at=at,
    )
