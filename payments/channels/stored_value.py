"""Money on the member's stored-value cards, which goes back to the cards that it came from."""

from datetime import datetime
from typing import ClassVar

from members import selectors as assets
from members import services as members


class StoredValue:
    code: ClassVar[str] = "stored_value"

    def available(self, payer_id: int) -> int:
        return assets.stored_value(payer_id).available

    def hold(self, *, key: str, payer_id: int, amount: int, reference: str, at: datetime) -> int:
        return members.hold_stored_value(
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
        return members.capture_stored_value(
            key=key, hold_id=hold_id, to_account_id=to_account_id, at=at
        )

    def void(self, *, hold_id: int, at: datetime) -> None:
        members.void_stored_value(hold_id=hold_id, at=at)

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
        assert hold_id is not None  # noqa: S101  (nothing is put on cards but what was on them)
        return members.refund_stored_value(
            key=key,
            hold_id=hold_id,
            amount=amount,
            from_account_id=from_account_id,
            reference=reference,
            at=at,
        )
