"""The member's points: they pay a part of an order's money, or a price that is in points."""

from datetime import datetime
from typing import ClassVar

from ledger import services as ledger
from ledger.services import Leg
from members import selectors as assets
from members import services as members

# Points that were spent, in their own unit; and in money, what they have paid of orders.
REDEEMED_KIND = "points_redeemed"


class Points:
    code: ClassVar[str] = "points"

    def available(self, payer_id: int) -> int:
        return assets.points(payer_id).available

    def hold(self, *, key: str, payer_id: int, amount: int, reference: str, at: datetime) -> int:
        return members.hold_points(
            key=key, member_id=payer_id, points=amount, reference=reference, at=at
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
        if amount:
            _book_worth(
                key=key,
                kind="payment_captured",
                reference=reference,
                legs=[Leg(_worth_id(), -amount), Leg(to_account_id, amount)],
                at=at,
            )
        return members.capture_points(key=key, hold_id=hold_id, to_account_id=_redeemed_id(), at=at)

    def void(self, *, hold_id: int, at: datetime) -> None:
        members.void_points(hold_id=hold_id, at=at)

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
        """Money and points by themselves: of a few fen, not a whole point may be left."""
        assert hold_id is not None  # noqa: S101  (points are never given back but where taken)
        entry_id = 0
        if amount:
            entry_id = _book_worth(
                key=key,
                kind="refund",
                reference=reference,
                legs=[Leg(from_account_id, -amount), Leg(_worth_id(), amount)],
                at=at,
            )
        if points:
            entry_id = members.refund_points(
                key=key,
                hold_id=hold_id,
                points=points,
                from_account_id=_redeemed_id(),
                reference=reference,
                at=at,
            )
        return entry_id


def _book_worth(*, key: str, kind: str, reference: str, legs: list[Leg], at: datetime) -> int:
    entry = ledger.post_entry(key=f"{key}:worth", kind=kind, reference=reference, legs=legs, at=at)
    return entry.pk


def _redeemed_id() -> int:
    return ledger.open_account(kind=REDEEMED_KIND, unit=assets.POINTS.unit).pk


def _worth_id() -> int:
    return ledger.open_account(kind=REDEEMED_KIND).pk
