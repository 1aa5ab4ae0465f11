"""What payments book, and where: which account gives, which takes.

Money that a provider owes us stands on ``channel_clearing`` (negative: an asset).
Against it stand the funds of orders, payments that must go back, and suspense.
"""

from datetime import datetime

from ledger import services as ledger
from ledger.services import Leg
from payments import channels
from payments.channels.base import Payment
from payments.lifecycle import Disposition
from payments.models import ProviderPayment, RefundLeg

ORDER_FUNDS, LATE_PAYMENTS, SUSPENSE = "order_funds", "late_payments", "suspense"

_HELD_ON = {
    Disposition.CAPTURED: ORDER_FUNDS,
    Disposition.LATE: LATE_PAYMENTS,
    Disposition.DUPLICATE: LATE_PAYMENTS,
    Disposition.SUSPENSE: SUSPENSE,
    Disposition.MISMATCHED: SUSPENSE,
}


def order_funds_id() -> int:
    return ledger.open_account(kind=ORDER_FUNDS).pk


def book_receipt(
    payment: Payment, disposition: Disposition, *, channel: str, order_number: str, at: datetime
) -> int:
    """Book money that reached us at a provider; the entry's id."""
    entry = ledger.post_entry(
        key=f"receipt:{channel}:{payment.transaction_id}:{disposition}",
        kind=f"payment_{disposition}",
        reference=order_number,
        legs=[
            Leg(_clearing_id(channel, payment.currency), -payment.amount),
            Leg(_held_on_id(disposition, payment.currency), payment.amount),
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


def book_refund(leg: RefundLeg, *, order_number: str, payer_id: int, at: datetime) -> int:
    """Book a leg that has succeeded; the entry's id. Raises nothing of the balance's: it grows."""
    key = f"refund:{leg.out_refund_no}"
    if channels.is_internal(leg.method):
        return channels.INTERNAL[leg.method].refund(
            key=key,
            payer_id=payer_id,
            amount=leg.amount,
            points=leg.points,
            hold_id=leg.tender.hold_id if leg.tender else None,
            from_account_id=_from_id(leg),
            reference=order_number,
            at=at,
        )
    received = leg.payment
    assert received is not None  # noqa: S101  (leg_goes_back_somewhere)
    entry = ledger.post_entry(
        key=key,
        kind="refund",
        reference=order_number,
        legs=[
            Leg(_from_id(leg), -leg.amount),
            Leg(_clearing_id(received.channel, received.currency), leg.amount),
        ],
        at=at,
    )
    return entry.pk


def _from_id(leg: RefundLeg) -> int:
    """What was captured is the order's; a payment that could not be taken stands apart."""
    if leg.payment is None:
        return order_funds_id()
    return _held_on_id(Disposition(leg.payment.disposition), leg.payment.currency)


def _clearing_id(channel: str, currency: str) -> int:
    return ledger.open_account(kind="channel_clearing", owner=channel, unit=currency).pk


def _held_on_id(disposition: Disposition, currency: str) -> int:
    return ledger.open_account(kind=_HELD_ON[disposition], unit=currency).pk
