from datetime import datetime

from core.db import atomic
from ledger.errors import HoldMismatch
from ledger.models import Hold, HoldStatus
from ledger.services import balances
from ledger.services.balances import Change

# A twin that is writing the same key is waited for, and then given way to.
_WRITE = """
    INSERT INTO ledger_hold
        (key, account_id, amount, posted_amount, voided_amount, status, reference, at)
    VALUES (%s, %s, %s, 0, 0, %s, %s, %s)
    ON CONFLICT DO NOTHING
    RETURNING *
"""


@atomic
def hold(*, key: str, account_id: int, amount: int, reference: str, at: datetime) -> Hold:
    """Set ``amount`` aside on a guarded account. A repeated key gives the first hold again.

    Raises InsufficientBalance where less is available, HoldMismatch where the
    key stands for something else; ValueError for an account without a guard.
    """
    if amount <= 0:
        raise ValueError(f"nothing to hold under {key}: {amount}")
    row = [key, account_id, amount, HoldStatus.OPEN, reference, at]
    held = next(iter(Hold.objects.raw(_WRITE, row)), None)
    if held is None:
        held = Hold.objects.get(key=key)
        if (held.account_id, held.amount, held.reference) != (account_id, amount, reference):
            raise HoldMismatch(key=key)
        return held
    if not balances.move([Change(account_id, held=amount)]):
        raise ValueError(f"account {account_id} has no guard: nothing can be held on it")
    return held
