"""Refunds and their legs: how they come to be, and when they are done.

Callers hold the payable's lock. Money is reserved on its payment the moment a leg exists, as it is
on cells and tenders by whoever asked, so that refunds at once never exceed what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from core.actor import Actor
from core.events import publish
from payments import channels, selectors
from payments.events import RefundFinished, RefundRequested
from payments.lifecycle import Destination, LegStatus, RefundKind
from payments.models import ProviderPayment, Refund, RefundLeg, RefundLine, Tender
from payments.refund_plan import Row
from payments.schedules import SEND_REFUND_AFTER
from payments.services.bookings import book_refund
from payments.services.payables import Payable
from payments.state_machine import move


@dataclass(frozen=True, slots=True)
class Part:
    """So much goes back by a method: of a tender, along a payment at a provider, or both."""

    method: str
    amount: int
    points: int = 0
    tender: Tender | None = None
    payment: ProviderPayment | None = None


def next_refund_number(payable: Payable) -> str:
    return f"{payable.number}R{payable.refunds.count() + 1}"


def create_refund(
    payable: Payable,
    *,
    number: str,
    kind: RefundKind,
    parts: Sequence[Part],
    rows: Sequence[Row] = (),
    destination: Destination = Destination.ORIGINAL,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Record a refund and what it consists of; internal legs succeed here and now."""
    refund = Refund.objects.create(
        number=number,
        **payable.columns,
        kind=kind,
        amount=sum(part.amount for part in parts),
        points=sum(part.points for part in parts),
        destination=destination,
        reason=reason,
        actor=str(actor),
        requested_at=at,
    )
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            kind=row.kind,
            line=row.line,
            quantity=row.quantity,
            amount=row.share.amount,
            points=row.share.points,
        )
        for row in rows
    )
    for part in parts:
        create_leg(payable, refund, part, at=at)
    publish(
        RefundRequested(order_id=refund.order_id, number=payable.number, refund_id=refund.pk, at=at)
    )
    return refund


def create_leg(payable: Payable, refund: Refund, part: Part, *, at: datetime) -> RefundLeg:
    """One way back. Inside the shop it succeeds here and now, whatever else is held back."""
    if part.payment is not None:
        _reserve(part.payment, part.amount)
    inside = channels.is_internal(part.method)
    blocked = not inside and selectors.is_blocked(refund.pk)
    leg = RefundLeg.objects.create(
        refund=refund,
        tender=part.tender,
        payment=part.payment,
        method=part.method,
        out_refund_no=f"{refund.number}_{refund.legs.count() + 1}",
        amount=part.amount,
        points=part.points,
        status=LegStatus.BLOCKED if blocked else LegStatus.CREATED,
        next_step_at=None if inside or blocked else at + SEND_REFUND_AFTER,
        created_at=at,
    )
    if inside:
        succeed(payable, leg, at=at)
    return leg


def succeed(payable: Payable, leg: RefundLeg, *, at: datetime) -> None:
    """The money has arrived: only now is it booked."""
    entry_id = book_refund(payable, leg, at=at)
    move(leg, LegStatus.SUCCEEDED, entry_id=entry_id, ended_at=at, next_step_at=None, failure="")


def let_go(leg: RefundLeg) -> None:
    """What a leg had reserved of a payment may go back along it under another number."""
    if leg.payment is not None:
        _reserve(leg.payment, -leg.amount)


def finish_when_done(payable: Payable, refund: Refund, *, actor: Actor, at: datetime) -> None:
    """A refund is done when what has arrived is all of it."""
    arrived = refund.legs.filter(status=LegStatus.SUCCEEDED).aggregate(
        amount=Sum("amount", default=0), points=Sum("points", default=0)
    )
    whole = {"amount": refund.amount, "points": refund.points}
    if refund.finished_at or arrived != whole:
        return
    refund.finished_at = at
    refund.save(update_fields=["finished_at"])
    payable.refund_finished(actor=actor, at=at)
    facts = {"refund": refund.number, "amount": refund.amount}
    payable.record(kind="refund.finished", facts=facts, actor=actor, at=at)
    publish(
        RefundFinished(
            order_id=refund.order_id,
            number=payable.number,
            refund=refund.number,
            kind=refund.kind,
            amount=refund.amount,
            at=at,
        )
    )


def _reserve(payment: ProviderPayment, amount: int) -> None:
    payment.refunded_amount += amount
    payment.save(update_fields=["refunded_amount"])
