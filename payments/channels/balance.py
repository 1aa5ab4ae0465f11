"""The member's balance: money that is in our own ledger already."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings

from ledger import services as ledger
from ledger.errors import InsufficientBalance
from ledger.services import Leg
from members import services as members
from members.selectors import WALLET_KIND, balance_account_id, wallet


class Balance:
    code: ClassVar[str] = "balance"

    def require(self, *, payer_id: int, amount: int) -> None:
        available = wallet(payer_id).available
        if available < amount:
            raise InsufficientBalance(
                account=WALLET_KIND, unit=settings.CURRENCY, available=available, needed=amount
            )

    def hold(self, *, key: str, payer_id: int, amount: int, reference: str, at: datetime) -> int:
        return members.hold_balance(
            key=key, member_id=payer_id, amount=amount, reference=reference, at=at
        )

    def capture(self, *, key: str, hold_id: int, to_account_id: int, at: datetime) -> int:
        entry = ledger.post_hold(
            hold_id=hold_id, to_account_id=to_account_id, kind="payment_captured", key=key, at=at
        )
        return entry.pk

    def void(self, *, hold_id: int, at: datetime) -> None:
        ledger.void_hold(hold_id=hold_id, at=at)

    def refund(
        self,
        *,
        key: str,
        payer_id: int,
        amount: int,
        from_account_id: int,
        reference: str,
        at: datetime,
    ) -> int:
        entry = ledger.post_entry(
            key=key,
            kind="refund",
            reference=reference,
            legs=[Leg(from_account_id, -amount), Leg(balance_account_id(payer_id), amount)],
            at=at,
        )
        return entry.pk
