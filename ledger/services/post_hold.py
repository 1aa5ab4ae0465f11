from datetime import datetime

from core.db import atomic
from ledger.errors import HoldClosed, HoldExceeded
from ledger.models import Entry, Hold
from ledger.services import balances, holdings, journal
from ledger.services.balances import Change
from ledger.services.journal import Leg


@atomic
def post_hold(
    *,
    hold_id: int,
    to_account_id: int,
    amount: int | None = None,
    kind: str,
    key: str,
    at: datetime,
) -> Entry:
    """Book all that is left of a hold, or ``amount`` of it, on another account.

    A repeated key gives the first entry again. Raises HoldExceeded where less
    is left, HoldClosed where nothing is, EntryMismatch where the key stands for
    something else.
    """
    if amount is not None and amount <= 0:
        raise ValueError(f"nothing to post under {key}: {amount}")
    held = holdings.locked_hold(hold_id)
    if to_account_id == held.account_id:
        raise ValueError(f"the hold {held.key} is on account {to_account_id} itself: void it")
    part = amount or held.remaining_amount
    entry = None
    if 0 < part <= held.remaining_amount:
        legs = _legs(held, to_account_id, part)
        entry = journal.write_entry(
            key=key, kind=kind, reference=held.reference, legs=legs, at=at, hold_id=held.pk
        )
    if entry is None:
        entry = _posted_before(held, part, key)
        legs = _legs(held, to_account_id, amount or journal.amount_of(entry))
        journal.require_same(entry, legs, kind=kind, hold_id=held.pk)
        return entry
    holdings.use_up(held, posted=part, at=at)
    balances.move(
        [Change(held.account_id, balance=-part, held=-part), Change(to_account_id, balance=part)]
    )
    return entry


def _legs(held: Hold, to_account_id: int, part: int) -> list[Leg]:
    return [Leg(held.account_id, -part), Leg(to_account_id, part)]


def _posted_before(held: Hold, part: int, key: str) -> Entry:
    entry = Entry.objects.filter(key=key).first()
    if entry:
        return entry
    if held.remaining_amount:
        raise HoldExceeded(key=held.key, left=held.remaining_amount, needed=part)
    raise HoldClosed(key=held.key, status=held.get_status_display())
