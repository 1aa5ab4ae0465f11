from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from ledger.models import Account, Posting


@dataclass(frozen=True, slots=True)
class Balance:
    """In the account's minor units. ``balance`` and ``available`` may be negative."""

    balance: int
    held: int

    @property
    def available(self) -> int:
        return self.balance - self.held


def account(kind: str, owner: str = "", unit: str = "CNY") -> Account | None:
    return Account.objects.filter(kind=kind, owner=owner, unit=unit).first()


def balance_of(account_id: int) -> Balance:
    """Raises Account.DoesNotExist. An account without a guard is summed up, posting by posting."""
    account = Account.objects.get(pk=account_id)
    if account.guarded:
        return Balance(account.balance_amount, account.held_amount)
    total = Posting.objects.filter(account=account).aggregate(total=Sum("amount"))["total"]
    return Balance(balance=total or 0, held=0)


def postings_of(account_id: int) -> QuerySet[Posting]:
    """An account's statement, newest first, each posting with its entry."""
    return Posting.objects.filter(account_id=account_id).select_related("entry").order_by("-pk")
