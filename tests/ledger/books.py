"""A small set of books to test with, and a picture of all of it."""

import itertools
from datetime import UTC, datetime

from core.laws import verdicts
from ledger import services as ledger
from ledger.models import Account, Entry, Hold, Posting
from ledger.services import Leg

NOON = datetime(2026, 5, 1, 4, 0, tzinfo=UTC)
_number = itertools.count(1)


def wallet(balance: int = 0, *, floor: int = 0, unit: str = "CNY") -> int:
    """A member's guarded account with that balance; its id."""
    number = next(_number)
    account = ledger.open_account(
        kind="member_balance", owner=f"member:{number}", unit=unit, guarded=True, floor_amount=floor
    )
    if balance:
        grants = shop("balance_grants", unit=unit)
        ledger.post_entry(
            key=f"opening {account.pk} {number}",
            kind="grant",
            reference="",
            legs=[Leg(grants, -balance), Leg(account.pk, balance)],
            at=NOON,
        )
    return account.pk


def shop(kind: str, *, unit: str = "CNY") -> int:
    """An account of the shop's own, without a guard; its id."""
    return ledger.open_account(kind=kind, unit=unit).pk


def pay(key: str, *, source: int, target: int, amount: int) -> Entry:
    return ledger.post_entry(
        key=key,
        kind="pay",
        reference="order:1",
        legs=[Leg(source, -amount), Leg(target, amount)],
        at=NOON,
    )


def everything() -> list[list[tuple[object, ...]]]:
    """All rows of the ledger: two equal pictures mean that nothing has moved in between."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Account, Entry, Posting, Hold)
    ]


def broken_laws() -> list[str]:
    return [verdict.law.name for verdict in verdicts() if verdict.broken]
