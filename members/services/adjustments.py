"""Corrections of balances by staff: small ones at once, large ones when a second person agrees."""

from datetime import datetime, timedelta

from core.actor import Actor
from core.db import atomic
from core.incidents import raise_incident, resolve_incident
from ledger import services as ledger
from ledger.errors import EntryMismatch
from ledger.services import Leg
from members import selectors
from members.errors import AdjustmentDecided, OwnAdjustment
from members.models import AdjustmentStatus, BalanceAdjustment
from members.rules import ADJUSTMENT_WAITS, BALANCE_ADJUSTMENT_LIMIT
from members.selectors import wallet_owner

ADJUSTMENTS_KIND = "balance_adjustments"
_DAY = timedelta(days=1)


@atomic
def adjust_balance(
    *, member_id: int, amount: int, key: str, reason: str, actor: Actor, at: datetime
) -> BalanceAdjustment:
    """Add ``amount`` fen to a member's balance, or, below zero, take it off.

    Booked at once while what the actor adjusted of this balance within a day stays within the
    rule; else it waits, and an incident tells. A repeated key gives the first adjustment again.
    Raises InsufficientBalance where that much cannot be taken, EntryMismatch where the key stands
    for another adjustment, NotFound for an unknown member; ValueError for nothing.
    """
    if amount == 0:
        raise ValueError("an adjustment changes something")
    wallet_id = selectors.balance_account_id(member_id)
    ledger.lock_accounts([wallet_id])  # of many at once, each counts what the others adjusted
    if known := BalanceAdjustment.objects.filter(key=key).first():
        if (known.member_id, known.amount) != (member_id, amount):
            raise EntryMismatch(key=key)
        return known
    adjusted = selectors.adjusted_by(str(actor), member_id=member_id, since=at - _DAY)
    adjustment = BalanceAdjustment.objects.create(
        key=key, member_id=member_id, amount=amount, reason=reason, actor=str(actor), at=at
    )
    if adjusted + abs(amount) <= BALANCE_ADJUSTMENT_LIMIT.value * 100:
        _book(adjustment, decided_by="", at=at)
    else:
        facts = {"amount": amount, "reason": reason}
        raise_incident(ADJUSTMENT_WAITS, _subject(adjustment), facts=facts, at=at)
    return adjustment


@atomic
def approve_adjustment(*, adjustment_id: int, actor: Actor, at: datetime) -> None:
    """Book what somebody else asked for.

    Raises OwnAdjustment, AdjustmentDecided, InsufficientBalance where it cannot be taken any more.
    """
    adjustment = _undecided(adjustment_id, actor)
    _book(adjustment, decided_by=str(actor), at=at)
    resolve_incident(ADJUSTMENT_WAITS, _subject(adjustment), resolution="approved", at=at)


@atomic
def refuse_adjustment(*, adjustment_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Leave the balance as it is. Raises OwnAdjustment, AdjustmentDecided."""
    adjustment = _undecided(adjustment_id, actor)
    adjustment.refusal = reason
    _decide(adjustment, AdjustmentStatus.REFUSED, decided_by=str(actor), at=at)
    resolve_incident(ADJUSTMENT_WAITS, _subject(adjustment), resolution=reason, at=at)


def _undecided(adjustment_id: int, actor: Actor) -> BalanceAdjustment:
    adjustment = BalanceAdjustment.objects.select_for_update(no_key=True).get(pk=adjustment_id)
    if adjustment.status != AdjustmentStatus.REQUESTED:
        raise AdjustmentDecided
    if adjustment.actor == str(actor):
        raise OwnAdjustment
    return adjustment


def _book(adjustment: BalanceAdjustment, *, decided_by: str, at: datetime) -> None:
    _decide(adjustment, AdjustmentStatus.APPROVED, decided_by=decided_by, at=at)
    wallet_id = selectors.balance_account_id(adjustment.member_id)
    other_id = ledger.open_account(kind=ADJUSTMENTS_KIND).pk
    ledger.post_entry(
        key=f"balance_adjustment:{adjustment.key}",
        kind="balance_adjustment",
        reference=wallet_owner(adjustment.member_id),
        legs=[Leg(other_id, -adjustment.amount), Leg(wallet_id, adjustment.amount)],
        at=at,
    )


def _decide(
    adjustment: BalanceAdjustment, status: AdjustmentStatus, *, decided_by: str, at: datetime
) -> None:
    adjustment.status, adjustment.decided_by, adjustment.decided_at = status, decided_by, at
    adjustment.save(update_fields=["status", "decided_by", "decided_at", "refusal"])


def _subject(adjustment: BalanceAdjustment) -> str:
    return f"adjustment:{adjustment.pk}"
