"""How an entry is written: once per key, all its postings with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import tracing
from ledger.errors import EntryMismatch
from ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Leg:
    """What an entry adds to an account (or, negative, takes from it), in its minor units."""

    account_id: int
    amount: int


# A twin that is writing the same key is waited for, and then given way to.
_WRITE = """
    WITH entry AS (
        INSERT INTO ledger_entry
            (key, kind, reference, at, posting_count, hold_id, reverses_id, cause)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        RETURNING *
    ), posting AS (
        INSERT INTO ledger_posting (entry_id, account_id, amount)
        SELECT entry.id, leg.account_id, leg.amount
          FROM entry
          CROSS JOIN unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY
                     AS leg (account_id, amount, number)
         ORDER BY leg.number
    )
    SELECT * FROM entry
"""


def write_entry(
    *,
    key: str,
    kind: str,
    reference: str,
    legs: Sequence[Leg],
    at: datetime,
    hold_id: int | None = None,
    reverses_id: int | None = None,
) -> Entry | None:
    """A new entry with its postings; None where the key, or what it reverses, has an entry."""
    entry = [key, kind, reference, at, len(legs), hold_id, reverses_id, tracing.cause()]
    postings = [[leg.account_id for leg in legs], [leg.amount for leg in legs]]
    return next(iter(Entry.objects.raw(_WRITE, [*entry, *postings])), None)


def legs_of(entry: Entry) -> list[Leg]:
    rows = entry.postings.order_by("pk").values_list("account_id", "amount")
    return [Leg(account_id, amount) for account_id, amount in rows]


def amount_of(entry: Entry) -> int:
    """What changed hands: the sum of what was added to accounts."""
    return sum(leg.amount for leg in legs_of(entry) if leg.amount > 0)


def require_same(entry: Entry, legs: Sequence[Leg], **fields: Any) -> None:
    """Raises EntryMismatch unless the entry has these legs, in any order, and these fields."""
    as_asked = all(getattr(entry, name) == value for name, value in fields.items())
    if not as_asked or Counter(legs_of(entry)) != Counter(legs):
        raise EntryMismatch(key=entry.key)
