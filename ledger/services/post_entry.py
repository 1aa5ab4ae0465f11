from collections.abc import Sequence
from datetime import datetime

from core.db import atomic
from ledger.models import Entry
from ledger.services import balances, journal
from ledger.services.balances import Change
from ledger.services.journal import Leg


@atomic
def post_entry(*, key: str, kind: str, reference: str, legs: Sequence[Leg], at: datetime) -> Entry:
    """Book legs that sum to zero in each unit. A repeated key gives the first entry again.

    Raises InsufficientBalance where a guarded account would fall below its
    floor, EntryMismatch where the key stands for something else.
    """
    if len(legs) < 2 or sum(leg.amount for leg in legs) != 0:
        raise ValueError(f"the legs of {key} do not balance: {legs}")
    entry = journal.write_entry(key=key, kind=kind, reference=reference, legs=legs, at=at)
    if entry is None:
        entry = Entry.objects.get(key=key)
        journal.require_same(entry, legs, kind=kind, reference=reference)
        return entry
    balances.move(Change(leg.account_id, balance=leg.amount) for leg in legs)
    return entry
