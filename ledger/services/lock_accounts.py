from collections.abc import Iterable

from core.db import atomic
from ledger.models import Account
from ledger.selectors import Balance


@atomic
def lock_accounts(account_ids: Iterable[int], *, skip: bool = False) -> dict[int, Balance]:
    """Lock guarded accounts in the order of their ids, before a decision that hangs on them.

    What each has and holds, by its id; ``skip`` leaves out those that somebody else holds.
    """
    accounts = Account.objects.filter(pk__in=list(account_ids), guarded=True).order_by("pk")
    return {
        account.pk: Balance(account.balance_amount, account.held_amount)
        for account in accounts.select_for_update(no_key=True, skip_locked=skip)
    }
