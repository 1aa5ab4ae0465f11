from datetime import datetime
from typing import Any

from core.actor import Actor
from core.db import atomic
from core.incidents import raise_incident, resolve_incident
from payments import selectors
from payments.channels.base import RefundResult, RefundState
from payments.errors import UnknownPayment
from payments.lifecycle import LEG_MOVES, LegStatus
from payments.models import RefundLeg
from payments.schedules import ASK_ABOUT_ABNORMAL_EVERY, FIRST_REFUND_STEP
from payments.services.legs import finish_when_done, let_go, succeed
from payments.services.payables import Payable, lock_payable, payable_of
from payments.state_machine import move

_TARGETS = {
    RefundState.PENDING: LegStatus.PENDING,
    RefundState.SUCCEEDED: LegStatus.SUCCEEDED,
    RefundState.CLOSED: LegStatus.CLOSED,
    RefundState.ABNORMAL: LegStatus.ABNORMAL,
}


@atomic
def apply_refund_result(
    *, channel: str, result: RefundResult, actor: Actor, at: datetime
) -> RefundLeg:
    """What a provider says of a refund: the one door for answers, queries and notifications.

    What the leg has been through already changes nothing. Raises UnknownPayment
    for a number that is not ours.
    """
    payable = lock_refunded(result, channel=channel)
    leg = _leg_of(result, channel=channel)
    target = _TARGETS[result.state]
    if result.amount != leg.amount:
        report("refund_mismatch", leg, provider=result.amount, at=at)
        return leg
    if leg.failure:
        amend(leg, failure="")
        resolve_incident(
            "refund_refused", subject_of(leg), resolution="the provider has answered", at=at
        )
    if leg.status == LegStatus.REROUTED and target is LegStatus.SUCCEEDED:
        report("refund_paid_twice", leg, at=at)
    if target not in LEG_MOVES.get(leg.status, ()):
        return leg
    known_as = {"provider_refund_id": result.provider_refund_id}
    if target is LegStatus.SUCCEEDED:
        succeed(payable, leg, at=at)
        _settled(leg, at=at)
        finish_when_done(payable, leg.refund, actor=actor, at=at)
    elif target is LegStatus.PENDING:
        move(leg, target, next_step_at=at + FIRST_REFUND_STEP, tries=0, failure="", **known_as)
        _settled(leg, at=at)
    elif target is LegStatus.ABNORMAL:
        move(leg, target, next_step_at=at + ASK_ABOUT_ABNORMAL_EVERY, **known_as)
        report("refund_abnormal", leg, at=at)
    else:
        move(leg, target, next_step_at=None, ended_at=at, **known_as)
        let_go(leg)
        report("refund_closed", leg, at=at)
    return leg


def amend(leg: RefundLeg, **columns: Any) -> None:
    """Write down what is known of a leg; its status stays."""
    for name, value in columns.items():
        setattr(leg, name, value)
    leg.save(update_fields=list(columns))


def lock_refunded(result: RefundResult, *, channel: str) -> Payable:
    """What a refund gives back of, under its lock. Raises UnknownPayment."""
    return lock_payable(_leg_of(result, channel=channel).refund)


def subject_of(leg: RefundLeg) -> str:
    return f"refund:{leg.out_refund_no}"


def _leg_of(result: RefundResult, *, channel: str) -> RefundLeg:
    leg = selectors.leg_numbered(result.out_refund_no, channel=channel)
    if leg is None:
        raise UnknownPayment(number=result.out_refund_no)
    return leg


def report(kind: str, leg: RefundLeg, *, at: datetime, **facts: object) -> None:
    """Have a person look at a leg."""
    payable = payable_of(leg.refund)
    known = {
        payable.KIND: payable.number,
        "refund": leg.refund.number,
        "amount": leg.amount,
    }
    raise_incident(kind, subject_of(leg), facts=known | facts, at=at)


def _settled(leg: RefundLeg, *, at: datetime) -> None:
    for kind in ("refund_refused", "refund_abnormal"):
        resolve_incident(kind, subject_of(leg), resolution="the provider goes on", at=at)
