"""What payments book, and where: which account gives, which takes.

Money that a provider owes us stands on ``channel_clearing`` (negative: an asset).
Against it stand the funds of what was paid, payments that must go back, and suspense.
"""

from datetime import datetime

from ledger import services as ledger
from ledger.services import Leg
from payments import channels
from payments.channels.base import Payment
from payments.lifecycle import Disposition
from payments.models import ProviderPayment, RefundLeg
from payments.services.payables import Payable

LATE_PAYMENTS, SUSPENSE = "late_payments", "suspense"

# What could not be taken stands apart.
_HELD_ON = {
    Disposition.LATE: LATE_PAYMENTS,
    Disposition.DUPLICATE: LATE_PAYMENTS,
    Disposition.SUSPENSE: SUSPENSE,
    Disposition.MISMATCHED: SUSPENSE,
}


def funds_id(payable: Payable) -> int:
    return ledger.open_account(kind=payable.FUNDS).pk


def book_receipt(
    payable: Payable, payment: Payment, disposition: Disposition, *, channel: str, at: datetime
) -> int:
    """Book money that reached us at a provider; the entry's id."""
    entry = ledger.post_entry(
        key=f"receipt:{channel}:{payment.transaction_id}:{disposition}",
        kind=f"payment_{disposition}",
        reference=payable.number,
        legs=[
            Leg(_clearing_id(channel, payment.currency), -payment.amount),
            Leg(_held_on_id(payable, disposition, payment.currency), payment.amount),
        ],
        at=at,
    )
    return entry.pk


def take_back_suspense(received: ProviderPayment, *, at: datetime) -> None:
    """Undo the booking of a figure that was not confirmed."""
    ledger.reverse_entry(
        entry_id=received.entry_id,
        key=f"receipt:{received.channel}:{received.transaction_id}:confirmed",
        kind="payment_confirmed",
        at=at,
    )


def book_refund(payable: Payable, leg: RefundLeg, *, at: datetime) -> int:
    """Book a leg that has succeeded; the entry's id. Raises nothing of the balance's: it grows."""
    key = f"refund:{leg.out_refund_no}"
    if channels.is_internal(leg.method):
        return channels.INTERNAL[leg.method].refund(
            key=key,
            payer_id=payable.member_id,
            amount=leg.amount,
            points=leg.points,
            hold_id=leg.tender.hold_id if leg.tender else None,
            from_account_id=_from_id(payable, leg),
            reference=payable.number,
            at=at,
        )
    received = leg.payment
    assert received is not None  # noqa: S101  (leg_goes_back_somewhere)
    entry = ledger.post_entry(
        key=key,
        kind="refund",
        reference=payable.number,
        legs=[
            Leg(_from_id(payable, leg), -leg.amount),
            Leg(_clearing_id(received.channel, received.currency), leg.amount),
        ],
        at=at,
    )
    return entry.pk


def _from_id(payable: Payable, leg: RefundLeg) -> int:
    if leg.payment is None:
        return funds_id(payable)
    return _held_on_id(payable, Disposition(leg.payment.disposition), leg.payment.currency)


def _clearing_id(channel: str, currency: str) -> int:
    return ledger.open_account(kind="channel_clearing", owner=channel, unit=currency).pk


def _held_on_id(payable: Payable, disposition: Disposition, currency: str) -> int:
    kind = _HELD_ON.get(disposition, payable.FUNDS)
    return ledger.open_account(kind=kind, unit=currency).pk
