from datetime import datetime

from core.db import atomic
from ledger.errors import AlreadyReversed
from ledger.models import Entry
from ledger.services import balances, journal
from ledger.services.balances import Change
from ledger.services.journal import Leg


@atomic
def reverse_entry(*, entry_id: int, key: str, kind: str, at: datetime) -> Entry:
    """Take an entry back by a new one with every sign turned. A repeated key gives the first again.

    Raises AlreadyReversed where that was done under another key,
    InsufficientBalance where the value has been spent, EntryMismatch where the
    key stands for something else.
    """
    wrong = Entry.objects.get(pk=entry_id)
    legs = [Leg(leg.account_id, -leg.amount) for leg in journal.legs_of(wrong)]
    entry = journal.write_entry(
        key=key,
        kind=kind,
        reference=wrong.reference,
        legs=legs,
        at=at,
        reverses_id=wrong.pk,
    )
    if entry is None:
        entry = Entry.objects.filter(key=key).first()
        if entry is None:
            raise AlreadyReversed(key=wrong.key)
        journal.require_same(entry, legs, kind=kind, reverses_id=wrong.pk)
        return entry
    balances.move(Change(leg.account_id, balance=leg.amount) for leg in legs)
    return entry
