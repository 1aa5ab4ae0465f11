from core.db import atomic
from ledger.models import Account


@atomic
def open_account(
    *, kind: str, owner: str = "", unit: str = "CNY", guarded: bool = False, floor_amount: int = 0
) -> Account:
    """The account of that kind, owner and unit, opened if there is none yet.

    An account that is there keeps its floor. ValueError if it is guarded and
    is not to be, or the reverse.
    """
    identity = {"kind": kind, "owner": owner, "unit": unit}
    account = Account.objects.filter(**identity).first()
    if account is None:
        opened = Account(**identity, guarded=guarded, floor_amount=floor_amount)
        Account.objects.bulk_create([opened], ignore_conflicts=True)
        account = Account.objects.get(**identity)
    if account.guarded != guarded:
        raise ValueError(f"account {account} is {'' if account.guarded else 'not '}guarded")
    return account
