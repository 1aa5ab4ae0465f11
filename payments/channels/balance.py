"""The member's balance: money that is in our own ledger already."""

from datetime import datetime
from typing import ClassVar

from ledger import services as ledger
from ledger.services import Leg
from members import services as members
from members.selectors import balance_account_id, wallet


class Balance:
    code: ClassVar[str] = "balance"

    def available(self, payer_id: int) -> int:
        return wallet(payer_id).available

    def hold(self, *, key: str, payer_id: int, amount: int, reference: str, at: datetime) -> int:
        return members.hold_balance(
            key=key, member_id=payer_id, amount=amount, reference=reference, at=at
        )

    def capture(
        self,
        *,
        key: str,
        hold_id: int,
        amount: int,
        to_account_id: int,
        reference: str,
        at: datetime,
    ) -> int:
        entry = ledger.post_hold(
            hold_id=hold_id,
            to_account_id=to_account_id,
            amount=amount,
            kind="payment_captured",
            key=key,
            at=at,
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
        points: int,
        hold_id: int | None,
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
