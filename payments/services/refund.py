from datetime import datetime
from typing import TYPE_CHECKING

from core.actor import Actor
from core.db import atomic
from core.incidents import resolve_incident
from orders import services as orders
from orders.selectors import lock_order, locked_order
from payments import channels, selectors
from payments.channels.base import RefundRequest, RefundResult, Refused
from payments.errors import ChannelNotReady, NothingToRefund, RefundNotClosed
from payments.lifecycle import LegStatus, RefundKind
from payments.models import Refund, RefundLeg, Tender
from payments.schedules import TRY_REFUSED_AGAIN_AFTER
from payments.services.gateway import gateway_of
from payments.services.legs import Part, create_leg, create_refund, finish_when_done
from payments.services.refund_result import amend, apply_refund_result, report, subject_of
from payments.state_machine import move

if TYPE_CHECKING:
    from orders.models import Order


@atomic
def request_refund(*, order_id: int, reason: str, actor: Actor, at: datetime) -> Refund:
    """Refund everything that is left of an order, each part the way it was paid.

    Goods that have not been shipped go back to stock. Balance is back at once;
    what goes through a provider is sent after commit, and done when it says so.

    Raises NothingToRefund, and TransitionRefused where the order's state forbids it.
    """
    order = locked_order(order_id)
    parts = [_part(tender) for tender in selectors.captured_tenders(order_id)]
    parts = [part for part in parts if part.amount]
    if not parts:
        raise NothingToRefund(number=order.number)
    orders.start_refund(order_id=order_id, actor=actor, reason=reason, at=at)
    refund = create_refund(
        order, kind=RefundKind.ORDER, parts=parts, reason=reason, actor=actor, at=at
    )
    _give_stock_back(order, reason=reason, actor=actor, at=at)
    finish_when_done(order, refund, actor=actor, at=at)
    return refund


def _part(tender: Tender) -> Part:
    internal = channels.is_internal(tender.method)
    payment = None if internal else selectors.captured_payment_of(tender.attempt)
    return Part(tender.refundable_amount, tender, payment)


def _give_stock_back(order: "Order", *, reason: str, actor: Actor, at: datetime) -> None:
    unshipped = {
        line.number: line.quantity - line.cancelled_quantity - line.shipped_quantity
        for line in order.lines.all()
    }
    if quantities := {number: left for number, left in unshipped.items() if left}:
        orders.cancel_lines(
            order_id=order.pk, quantities=quantities, reason=reason, actor=actor, at=at
        )


def advance_leg(*, leg_id: int, at: datetime) -> None:
    """Send a refund to its provider, or ask what became of it. Never under another number.

    Without an answer the leg stays as it is, and its next step comes by the schedule. A
    refusal is written down and reported; so are keys that are gone.
    """
    leg = _claim(leg_id=leg_id, at=at)
    if leg is None or leg.payment is None:
        return
    try:
        gateway = gateway_of(leg.payment.channel)
    except ChannelNotReady as error:
        _refused(leg_id=leg_id, failure=str(error)[:200], at=at)
        return
    if leg.status == LegStatus.SENT:
        answer = gateway.refund(_request(leg))
    else:
        answer = gateway.query_refund(_request(leg))
    match answer:
        case RefundResult():
            channel = leg.payment.channel
            actor = Actor.provider(channel)
            apply_refund_result(channel=channel, result=answer, actor=actor, at=at)
        case Refused(code, message):
            _refused(leg_id=leg_id, failure=f"{code}: {message}"[:200], at=at)


def _request(leg: RefundLeg) -> RefundRequest:
    assert leg.payment is not None  # noqa: S101  (asked by the caller)
    return RefundRequest(
        out_refund_no=leg.out_refund_no,
        transaction_id=leg.payment.transaction_id,
        amount=leg.amount,
        total=leg.payment.amount,
        currency=leg.payment.currency,
        reason=leg.refund.reason,
    )


@atomic
def _claim(*, leg_id: int, at: datetime) -> RefundLeg | None:
    """Record that it is being sent, before it is. None where there is nothing to do."""
    lock_order(selectors.leg(leg_id).refund.order_id)
    leg = selectors.leg(leg_id)
    if leg.status == LegStatus.CREATED:
        move(leg, LegStatus.SENT)
    return leg if leg.next_step_at is not None else None


@atomic
def _refused(*, leg_id: int, failure: str, at: datetime) -> None:
    """To be sent again where it was not taken; what was accepted before stays accepted."""
    lock_order(selectors.leg(leg_id).refund.order_id)
    leg = selectors.leg(leg_id)
    if leg.next_step_at is None:
        return
    noted = {"failure": failure, "next_step_at": at + TRY_REFUSED_AGAIN_AFTER}
    if leg.status == LegStatus.SENT:
        move(leg, LegStatus.CREATED, **noted)
    else:
        amend(leg, **noted)
    report("refund_refused", leg, provider=failure, at=at)


@atomic
def replace_leg(*, leg_id: int, actor: Actor, at: datetime) -> RefundLeg:
    """Refund under a new number what the provider has closed. Raises RefundNotClosed."""
    order = lock_order(selectors.leg(leg_id).refund.order_id)
    closed = selectors.leg(leg_id)
    if closed.status != LegStatus.CLOSED:
        raise RefundNotClosed(number=closed.out_refund_no, status=closed.get_status_display())
    if known := _replacement(closed):
        return known
    part = Part(closed.amount, closed.tender, closed.payment)
    leg = create_leg(closed.refund, part, at=at)
    resolve_incident("refund_closed", subject_of(closed), resolution=f"sent again as {leg}", at=at)
    orders.record(
        order_id=order.pk,
        kind="refund.sent_again",
        facts={"refund": closed.refund.number, "leg": leg.out_refund_no},
        actor=actor,
        at=at,
    )
    return leg


def _replacement(closed: RefundLeg) -> RefundLeg | None:
    """A later leg along the same way: what was closed is on its way again already."""
    return (
        closed.refund.legs.filter(pk__gt=closed.pk, tender=closed.tender, payment=closed.payment)
        .exclude(status=LegStatus.CLOSED)
        .first()
    )
