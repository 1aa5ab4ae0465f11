from datetime import datetime

from core.db import atomic
from ledger.models import Hold
from ledger.services import balances, holdings
from ledger.services.balances import Change


@atomic
def void_hold(*, hold_id: int, at: datetime) -> Hold:
    """Give back what is left of a hold. Where nothing is left, nothing happens."""
    held = holdings.locked_hold(hold_id)
    if remaining := held.remaining_amount:
        holdings.use_up(held, voided=remaining, at=at)
        balances.move([Change(held.account_id, held=-remaining)])
    return held
