"""Refunds and their legs: how they come to be, and when they are done.

Callers hold the order's lock. Money is reserved on its tender and on its payment
the moment a leg exists, so that refunds at once never exceed what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.actor import Actor
from core.events import publish
from orders import services as orders
from payments import selectors
from payments.events import RefundFinished, RefundRequested
from payments.lifecycle import LegStatus, RefundKind
from payments.models import ProviderPayment, Refund, RefundLeg, Tender
from payments.schedules import SEND_REFUND_AFTER
from payments.services.bookings import book_refund
from payments.state_machine import move

if TYPE_CHECKING:
    from orders.models import Order


@dataclass(frozen=True, slots=True)
class Part:
    """So much goes back: of a tender, along a payment at a provider, or both."""

    amount: int
    tender: Tender | None = None
    payment: ProviderPayment | None = None


def create_refund(
    order: "Order",
    *,
    kind: RefundKind,
    parts: Sequence[Part],
    reason: str,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Record a refund and reserve its money; internal legs succeed here and now."""
    refund = Refund.objects.create(
        number=f"{order.number}R{selectors.refunds_of(order.pk).count() + 1}",
        order=order,
        kind=kind,
        amount=sum(part.amount for part in parts),
        reason=reason,
        actor=str(actor),
        requested_at=at,
    )
    legs = [create_leg(refund, part, at=at) for part in parts]
    for leg in legs:
        if leg.payment is None:
            succeed(order, leg, at=at)
    publish(RefundRequested(order_id=order.pk, number=order.number, refund_id=refund.pk, at=at))
    return refund


def create_leg(refund: Refund, part: Part, *, at: datetime) -> RefundLeg:
    for source in (part.tender, part.payment):
        if source is not None:
            _reserve(source, part.amount)
    return RefundLeg.objects.create(
        refund=refund,
        tender=part.tender,
        payment=part.payment,
        out_refund_no=f"{refund.number}_{refund.legs.count() + 1}",
        amount=part.amount,
        next_step_at=at + SEND_REFUND_AFTER if part.payment else None,
        created_at=at,
    )


def succeed(order: "Order", leg: RefundLeg, *, at: datetime) -> None:
    """The money has arrived: only now is it booked."""
    entry_id = book_refund(leg, order_number=order.number, payer_id=order.member_id, at=at)
    move(leg, LegStatus.SUCCEEDED, entry_id=entry_id, ended_at=at, next_step_at=None, failure="")


def let_go(leg: RefundLeg) -> None:
    """What a closed leg had reserved may be refunded under another number."""
    for source in (leg.tender, leg.payment):
        if source is not None:
            _reserve(source, -leg.amount)


def finish_when_done(order: "Order", refund: Refund, *, actor: Actor, at: datetime) -> None:
    """A refund is done when what has arrived is all of it; its order is refunded with it."""
    arrived = refund.legs.filter(status=LegStatus.SUCCEEDED).values_list("amount", flat=True)
    if refund.finished_at or sum(arrived) != refund.amount:
        return
    refund.finished_at = at
    refund.save(update_fields=["finished_at"])
    if refund.kind == RefundKind.ORDER:
        orders.finish_refund(order_id=order.pk, actor=actor, at=at)
    orders.record(
        order_id=order.pk,
        kind="refund.finished",
        facts={"refund": refund.number, "amount": refund.amount},
        actor=actor,
        at=at,
    )
    publish(
        RefundFinished(
            order_id=order.pk,
            number=order.number,
            refund=refund.number,
            kind=refund.kind,
            amount=refund.amount,
            at=at,
        )
    )


def _reserve(source: Tender | ProviderPayment, amount: int) -> None:
    source.refunded_amount += amount
    source.save(update_fields=["refunded_amount"])
