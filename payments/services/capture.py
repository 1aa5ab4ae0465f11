from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from core.actor import Actor
from core.db import atomic
from core.events import publish
from core.incidents import raise_incident, resolve_incident
from payments import selectors
from payments.channels.base import Payment
from payments.errors import UnknownPayment
from payments.events import PaymentReturned
from payments.lifecycle import AttemptStatus, Disposition, RefundKind
from payments.models import Attempt, ProviderPayment
from payments.services.attempts import (
    ask_again,
    complete_attempt,
    end_attempt,
    hold_again,
)
from payments.services.bookings import book_receipt, take_back_suspense
from payments.services.legs import Part, create_refund, next_refund_number
from payments.services.payables import Payable, lock_payable
from payments.services.revive import revive
from payments.state_machine import move


@atomic
def capture_payment(
    *, channel: str, payment: Payment, confirmed: bool, at: datetime
) -> ProviderPayment:
    """Book money that reached us at a provider: the one door for notifications and queries.

    It pays what its attempt is for where it can. Money that comes too late, twice or in another
    amount is booked as such and goes back. The same transaction again changes nothing.
    ``confirmed``: we asked, rather than were told; only then is another amount believed.

    Raises UnknownPayment for a number that is not ours.
    """
    payable = lock_paid(payment, channel=channel)
    attempt = selectors.attempt_to_capture(payment.out_trade_no)
    case = _Case(payable, attempt, payment, confirmed, at)
    known = selectors.provider_payment(channel, payment.transaction_id)
    if known is None:
        received = case.record()
    elif known.disposition == Disposition.SUSPENSE and confirmed:
        received = case.correct(known)
    else:
        return known
    case.follow(received)
    return received


def lock_paid(payment: Payment, *, channel: str) -> Payable:
    """What a payment is for, under its lock. Raises UnknownPayment."""
    attempt = selectors.attempt_numbered(payment.out_trade_no, channel=channel)
    if attempt is None:
        raise UnknownPayment(number=payment.out_trade_no)
    return lock_payable(attempt)


@dataclass(slots=True)
class _Case:
    """One payment that came in, judged under the lock of what it is for."""

    payable: Payable
    attempt: Attempt
    payment: Payment
    confirmed: bool
    at: datetime
    # Of a closed order that would have been reopened: the code of what stood in the way.
    stays_closed: str = field(default="", init=False)

    @property
    def channel(self) -> str:
        return self.attempt.channel

    @property
    def actor(self) -> Actor:
        return Actor.provider(self.channel)

    @property
    def subject(self) -> str:
        return f"payment:{self.payment.out_trade_no}"

    def judge(self) -> Disposition:
        asked = (self.attempt.external_amount, settings.CURRENCY)
        if (self.payment.amount, self.payment.currency) != asked:
            return Disposition.MISMATCHED if self.confirmed else Disposition.SUSPENSE
        if self.payable.is_paid(self.attempt):
            return Disposition.DUPLICATE
        if self.payable.takes(self.attempt) and self._holds():
            return Disposition.CAPTURED
        if self.payable.may_reopen(self.attempt) and self._revives():
            return Disposition.CAPTURED
        return Disposition.LATE

    def _holds(self) -> bool:
        """No part of a payment is ever captured without the others: what was given back is held
        again, or the money goes back."""
        return self.attempt.is_open or hold_again(self.payable, self.attempt, at=self.at)

    def _revives(self) -> bool:
        self.stays_closed = revive(self.payable, self.attempt, actor=self.actor, at=self.at)
        return not self.stays_closed

    def record(self) -> ProviderPayment:
        disposition = self.judge()
        return ProviderPayment.objects.create(
            channel=self.channel,
            transaction_id=self.payment.transaction_id,
            attempt=self.attempt,
            amount=self.payment.amount,
            currency=self.payment.currency,
            disposition=disposition,
            entry_id=self._book(disposition),
            paid_at=self.payment.paid_at,
            recorded_at=self.at,
        )

    def correct(self, received: ProviderPayment) -> ProviderPayment:
        """The provider's word on a figure in suspense: booked again, as it really is."""
        disposition = self.judge()
        take_back_suspense(received, at=self.at)
        move(
            received,
            disposition,
            amount=self.payment.amount,
            currency=self.payment.currency,
            entry_id=self._book(disposition),
        )
        if disposition != Disposition.MISMATCHED:
            resolve_incident(
                "payment_mismatch", self.subject, resolution="the query disproved it", at=self.at
            )
        return received

    def _book(self, disposition: Disposition) -> int:
        return book_receipt(
            self.payable, self.payment, disposition, channel=self.channel, at=self.at
        )

    def follow(self, received: ProviderPayment) -> None:
        if received.disposition == Disposition.CAPTURED:
            complete_attempt(
                self.payable,
                self.attempt,
                receipt_id=received.entry_id,
                actor=self.actor,
                at=self.at,
            )
        elif received.disposition == Disposition.SUSPENSE:
            self._report_mismatch()
            self._tell(received)
            ask_again(self.attempt, at=self.at)
        else:
            self._send_back(received)

    def _send_back(self, received: ProviderPayment) -> None:
        if received.disposition == Disposition.MISMATCHED:
            self._report_mismatch()
            if self.attempt.is_open:  # its number is used up at the provider
                end_attempt(
                    self.payable, self.attempt, AttemptStatus.CLOSED, actor=self.actor, at=self.at
                )
        refund = create_refund(
            self.payable,
            number=next_refund_number(self.payable),
            kind=RefundKind.RETURN_OF_PAYMENT,
            parts=[Part(received.channel, received.amount, payment=received)],
            reason=received.get_disposition_display(),
            actor=self.actor,
            at=self.at,
        )
        self._tell(received)
        publish(
            PaymentReturned(
                order_id=refund.order_id,
                number=self.payable.number,
                refund=refund.number,
                disposition=received.disposition,
                amount=received.amount,
                reason=self.stays_closed,
                at=self.at,
            )
        )

    def _report_mismatch(self) -> None:
        facts = {
            self.payable.KIND: self.payable.number,
            "asked": self.attempt.external_amount,
            "received": self.payment.amount,
            "currency": self.payment.currency,
            "transaction_id": self.payment.transaction_id,
        }
        raise_incident("payment_mismatch", self.subject, facts=facts, at=self.at)

    def _tell(self, received: ProviderPayment) -> None:
        facts = {"payment": self.payment.out_trade_no, "amount": received.amount}
        if self.stays_closed:
            facts |= {"reason": self.stays_closed}
        kind = f"payment.{received.disposition}"
        self.payable.record(kind=kind, facts=facts, actor=self.actor, at=self.at)
