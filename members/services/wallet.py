"""The wallet: a guarded account in the ledger, which a member has from the first day."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from ledger import services as ledger
from ledger.services import Leg
from members import selectors
from members.models import BalanceGrant
from members.selectors import WALLET_KIND, wallet_owner
from members.services.freezing import require_not_frozen

GRANTS_KIND = "balance_grants"


@atomic
def open_wallet(*, member_id: int) -> int:
    """The id of the member's balance account, opened if there is none yet."""
    owner = wallet_owner(member_id)
    return ledger.open_account(kind=WALLET_KIND, owner=owner, guarded=True).pk


@atomic
def grant_balance(
    *, member_id: int, amount: int, key: str, reason: str, actor: Actor, at: datetime
) -> None:
    """Give a member balance at the shop's expense. A repeated key gives nothing again.

    ``amount`` in minor units, above zero (else ValueError). Raises EntryMismatch where the key
    stands for another grant, NotFound for an unknown member.
    """
    if amount <= 0:
        raise ValueError(f"a grant gives something, not {amount}")
    wallet_id = selectors.balance_account_id(member_id)
    expense_id = ledger.open_account(kind=GRANTS_KIND).pk
    grant = BalanceGrant(
        key=key, member_id=member_id, amount=amount, reason=reason, actor=str(actor), at=at
    )
    BalanceGrant.objects.bulk_create([grant], ignore_conflicts=True)
    ledger.post_entry(
        key=f"balance_grant:{key}",
        kind="balance_grant",
        reference=wallet_owner(member_id),
        legs=[Leg(expense_id, -amount), Leg(wallet_id, amount)],
        at=at,
    )


@atomic
def credit_balance(
    *,
    key: str,
    kind: str,
    member_id: int,
    amount: int,
    from_account_id: int,
    reference: str,
    at: datetime,
) -> int:
    """Put money that a member has brought on the balance; the entry's id. Once per key.

    ``from_account_id`` is where the money is until then.
    """
    entry = ledger.post_entry(
        key=key,
        kind=kind,
        reference=reference,
        legs=[
            Leg(from_account_id, -amount),
            Leg(selectors.balance_account_id(member_id), amount),
        ],
        at=at,
    )
    return entry.pk


@atomic
def hold_balance(*, key: str, member_id: int, amount: int, reference: str, at: datetime) -> int:
    """Set balance aside for a payment; the hold's id. A repeated key gives the first hold again.

    Raises WalletFrozen, InsufficientBalance, HoldMismatch.
    """
    require_not_frozen(member_id=member_id)
    account_id = selectors.balance_account_id(member_id)
    held = ledger.hold(key=key, account_id=account_id, amount=amount, reference=reference, at=at)
    return held.pk
