"""How guarded accounts follow their postings and holds: one statement, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from ledger.errors import InsufficientBalance
from ledger.models import Account


@dataclass(frozen=True, slots=True)
class Change:
    account_id: int
    balance: int = 0
    held: int = 0


# Locks in order of id, so that two entries over the same accounts never wait for each other.
# What is newly held comes out of the balance alone; the floor below zero is for corrections.
_MOVE = """
    WITH change AS (
        SELECT account_id, sum(balance) AS balance, sum(held) AS held
          FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS c (account_id, balance, held)
         GROUP BY account_id
    ), locked AS (
        SELECT id FROM ledger_account
         WHERE guarded AND id IN (SELECT account_id FROM change)
         ORDER BY id
           FOR NO KEY UPDATE
    ), moved AS (
        UPDATE ledger_account AS account
           SET balance_amount = account.balance_amount + change.balance,
               held_amount = account.held_amount + change.held
          FROM locked JOIN change ON change.account_id = locked.id
         WHERE account.id = locked.id
           AND account.balance_amount + change.balance - account.held_amount - change.held
               >= CASE WHEN change.held > 0 THEN 0 ELSE account.floor_amount END
        RETURNING account.id
    )
    SELECT locked.id, change.held - change.balance, moved.id IS NOT NULL
      FROM locked
      JOIN change ON change.account_id = locked.id
      LEFT JOIN moved ON moved.id = locked.id
     ORDER BY locked.id
"""


def move(changes: Iterable[Change]) -> int:
    """Apply the changes to those accounts that are guarded; return how many those are.

    Comes last in its transaction: the accounts stay locked until it ends.
    Raises InsufficientBalance for the first account that would go too low.
    """
    rows = [(change.account_id, change.balance, change.held) for change in changes]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [list(column) for column in zip(*rows, strict=True)])
        guarded = cursor.fetchall()
    for account_id, needed, moved in guarded:
        if not moved:
            raise _insufficient(account_id, int(needed))
    return len(guarded)


def _insufficient(account_id: int, needed: int) -> InsufficientBalance:
    account = Account.objects.get(pk=account_id)
    available = account.balance_amount - account.held_amount
    return InsufficientBalance(
        account=account.kind, unit=account.unit, available=available, needed=needed
    )
