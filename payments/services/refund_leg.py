"""A refund's leg on its way: sent, asked after, held back, sent again, or paid to the balance."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.incidents import resolve_incident
from payments import channels, selectors
from payments.channels.base import RefundRequest, RefundResult, Refused
from payments.errors import ChannelNotReady, RefundNotClosed, RefundNotStuck
from payments.lifecycle import GIVEN_UP_LEGS, LEG_MOVES, LegStatus
from payments.models import RefundLeg
from payments.schedules import TRY_REFUSED_AGAIN_AFTER
from payments.services.gateway import gateway_of
from payments.services.legs import Part, create_leg, finish_when_done, let_go
from payments.services.payables import lock_payable
from payments.services.refund_result import amend, apply_refund_result, report, subject_of
from payments.state_machine import move


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
    lock_payable(selectors.leg(leg_id).refund)
    leg = selectors.leg(leg_id)
    if leg.status == LegStatus.CREATED:
        move(leg, LegStatus.SENT)
    return leg if leg.next_step_at is not None else None


@atomic
def _refused(*, leg_id: int, failure: str, at: datetime) -> None:
    """To be sent again where it was not taken; what was accepted before stays accepted."""
    lock_payable(selectors.leg(leg_id).refund)
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
    payable = lock_payable(selectors.leg(leg_id).refund)
    closed = selectors.leg(leg_id)
    if closed.status != LegStatus.CLOSED:
        raise RefundNotClosed(number=closed.out_refund_no, status=closed.get_status_display())
    if known := _replacement(closed):
        return known
    part = Part(closed.method, closed.amount, tender=closed.tender, payment=closed.payment)
    leg = create_leg(payable, closed.refund, part, at=at)
    resolve_incident("refund_closed", subject_of(closed), resolution=f"sent again as {leg}", at=at)
    facts = {"refund": closed.refund.number, "leg": leg.out_refund_no}
    payable.record(kind="refund.sent_again", facts=facts, actor=actor, at=at)
    return leg


def _replacement(closed: RefundLeg) -> RefundLeg | None:
    """A later leg of the same share: what was closed is on its way again already."""
    later = closed.refund.legs.filter(pk__gt=closed.pk, tender=closed.tender)
    return later.exclude(status__in=GIVEN_UP_LEGS).first()


@atomic
def reroute_leg(*, leg_id: int, actor: Actor, at: datetime) -> RefundLeg:
    """Pay to the member's balance what the provider cannot deliver, or has closed.

    Raises RefundNotStuck for any other: the provider may yet pay it.
    """
    payable = lock_payable(selectors.leg(leg_id).refund)
    stuck = selectors.leg(leg_id)
    if LegStatus.REROUTED not in LEG_MOVES.get(stuck.status, ()) or _replacement(stuck):
        raise RefundNotStuck(number=stuck.out_refund_no, status=stuck.get_status_display())
    if stuck.status == LegStatus.ABNORMAL:
        let_go(stuck)
    move(stuck, LegStatus.REROUTED, next_step_at=None, ended_at=at)
    returned = None if stuck.tender else stuck.payment
    part = Part(channels.Balance.code, stuck.amount, tender=stuck.tender, payment=returned)
    leg = create_leg(payable, stuck.refund, part, at=at)
    for kind in ("refund_closed", "refund_abnormal"):
        resolve_incident(kind, subject_of(stuck), resolution="paid to the balance", at=at)
    facts = {"refund": stuck.refund.number, "leg": leg.out_refund_no, "amount": leg.amount}
    payable.record(kind="refund.rerouted", facts=facts, actor=actor, at=at)
    finish_when_done(payable, stuck.refund, actor=actor, at=at)
    return leg
