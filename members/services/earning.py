"""What orders earn when they are completed, and what refunds take back of it, line by line."""

from collections.abc import Mapping
from datetime import datetime

from core.db import atomic
from core.money import allocate
from ledger import services as ledger
from ledger.services import Leg
from members.models import WHOLE, Asset, Earning, LotCause, LotSource, TakeBack
from members.rules import GROWTH_PER_YUAN, POINTS_DEBT, POINTS_PER_YUAN_EARNED, POINTS_VALID_FOR
from members.selectors.earning import earnings_of, fill
from members.services import lots
from members.services.expiry import end_of_validity
from members.services.points import issued_account
from members.services.tiers import gain_growth, locked_member, lose_growth

_YUAN = 100  # fen


@atomic
def accrue(*, member_id: int, reference: str, lines: Mapping[int, int], at: datetime) -> None:
    """Give the points and the growth that a completed order earns. Once per order.

    ``lines`` are the fen that each line was paid with in money, by its number. The points of the
    whole are reckoned by the member's tier and then shared out, so that small lines lose nothing.
    """
    member = locked_member(member_id)
    paid = {line: amount for line, amount in sorted(lines.items()) if amount > 0}
    if not paid or Earning.objects.filter(reference=reference).exists():
        return
    total, weights = sum(paid.values()), list(paid.values())
    multiplier = member.tier.points_multiplier if member.tier else WHOLE
    points = total * POINTS_PER_YUAN_EARNED.value * multiplier // (_YUAN * WHOLE)
    growth = total * GROWTH_PER_YUAN.value // _YUAN
    shares = zip(paid.items(), allocate(points, weights), allocate(growth, weights), strict=True)
    Earning.objects.bulk_create(
        Earning(
            member=member,
            reference=reference,
            line=line,
            amount=amount,
            points=of_points,
            growth=of_growth,
            at=at,
        )
        for (line, amount), of_points, of_growth in shares
    )
    if growth:
        gain_growth(member, amount=growth, reference=reference, at=at)
    if points:
        _add_points(member_id, points, reference, at)


def _add_points(member_id: int, points: int, reference: str, at: datetime) -> None:
    lots.add_lot(
        asset=Asset.POINTS,
        member_id=member_id,
        amount=points,
        source=LotSource.EARNED,
        from_account_id=issued_account(),
        key=f"points_earned:{reference}",
        kind="points_earned",
        reference=reference,
        expires_at=end_of_validity(POINTS_VALID_FOR, at=at),
        at=at,
    )


@atomic
def take_back(
    *, member_id: int, reference: str, cause: str, lines: Mapping[int, int], at: datetime
) -> int:
    """Take back what the refunded fen of each line had earned; return the points left uncovered.

    In proportion and cumulatively: the refund of all of a line takes all that it earned, in
    however many pieces. Points that were spent already make a debt, or, where the rule allows
    none, are what is returned, as ``uncovered_points`` foretells it under ``lock_points``: the
    refund is reduced by what they are worth. Once per
    ``cause``, the refund's number: a repeat returns what the first did.
    """
    member = locked_member(member_id)
    earned = earnings_of(member_id, reference)
    before = TakeBack.objects.filter(earning__in=earned, cause=cause)
    if repeated := list(before):
        return sum(row.uncovered for row in repeated)
    due = [
        TakeBack(earning=earning, cause=cause, at=at, **earning.share_of(lines[earning.line]))
        for earning in earned
        if lines.get(earning.line, 0) > 0
    ]
    if growth := sum(row.growth for row in due):
        lose_growth(member, amount=growth, reference=cause, at=at)
    uncovered = _take_points(member_id, reference, cause, sum(row.points for row in due), at)
    for row, part in zip(due, fill([row.points for row in due], uncovered), strict=True):
        row.uncovered = part
    TakeBack.objects.bulk_create(due)
    return uncovered


def _take_points(member_id: int, reference: str, cause: str, points: int, at: datetime) -> int:
    """Book and draw what can be taken; return what cannot."""
    if not points:
        return 0
    account_id = lots.open_account(asset=Asset.POINTS, member_id=member_id)
    available = max(ledger.lock_accounts([account_id])[account_id].available, 0)
    taken = points if POINTS_DEBT.value else min(points, available)
    if taken:
        entry = ledger.post_entry(
            key=f"points_taken_back:{reference}:{cause}",
            kind="points_taken_back",
            reference=reference,
            legs=[Leg(account_id, -taken), Leg(issued_account(), taken)],
            at=at,
        )
        lots.draw(
            account_id=account_id,
            amount=taken,
            cause=LotCause.TAKEN_BACK,
            entry_id=entry.pk,
            at=at,
        )
    return points - taken
