"""Stored value: money that a member has bought or was given on cards, apart from the balance."""

from datetime import datetime

from core.db import atomic
from members.models import Asset, LotSource
from members.services import lots


@atomic
def credit_stored_value(
    *,
    key: str,
    kind: str = "stored_value_credit",
    member_id: int,
    amount: int,
    from_account_id: int,
    reference: str,
    at: datetime,
    source: LotSource = LotSource.PAID,
    expires_at: datetime | None = None,
) -> int:
    """Put money on a member's stored value, such as a card that was bought; the entry's id.

    ``from_account_id`` is where the money is until then. Once per key.
    """
    return lots.add_lot(
        asset=Asset.STORED_VALUE,
        member_id=member_id,
        amount=amount,
        source=source,
        from_account_id=from_account_id,
        key=key,
        kind=kind,
        reference=reference,
        expires_at=expires_at,
        at=at,
    )


@atomic
def hold_stored_value(
    *, key: str, member_id: int, amount: int, reference: str, at: datetime
) -> int:
    """Set stored value aside for a payment; the hold's id. A repeated key gives the first again.

    Raises WalletFrozen, InsufficientBalance, HoldMismatch.
    """
    return lots.hold(
        asset=Asset.STORED_VALUE,
        key=key,
        member_id=member_id,
        amount=amount,
        reference=reference,
        at=at,
    )


@atomic
def capture_stored_value(*, key: str, hold_id: int, to_account_id: int, at: datetime) -> int:
    """Book held stored value on an account; the entry's id."""
    return lots.capture(key=key, hold_id=hold_id, to_account_id=to_account_id, at=at)


@atomic
def void_stored_value(*, hold_id: int, at: datetime) -> None:
    """Give held stored value back. Where nothing is held any more, nothing happens."""
    lots.void(hold_id=hold_id, at=at)


@atomic
def refund_stored_value(
    *, key: str, hold_id: int, amount: int, from_account_id: int, reference: str, at: datetime
) -> int:
    """Give captured money back to the lots it came from; the entry's id. Once per key."""
    return lots.refund(
        key=key,
        hold_id=hold_id,
        amount=amount,
        from_account_id=from_account_id,
        reference=reference,
        at=at,
    )
