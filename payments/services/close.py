"""Closing what is not paid yet: at the provider first, then here.

Three steps, each safe to be the last before a crash: ``_begin`` marks the
attempt as closing, with why (transaction); ``_standing`` asks and closes at the
provider (no transaction); ``_conclude`` ends it here (transaction). What a crash
or a silent provider left, a sweep takes up, by ``schedules``.
"""

from datetime import datetime
from enum import StrEnum

from core.actor import Actor
from core.clock import to_provider_time
from core.db import atomic
from core.incidents import raise_incident
from orders.lifecycle import CLOSE, FORFEIT, Transition
from orders.selectors import locked_order
from payments import selectors
from payments.channels.base import Closed, Payment, Trade, TradeState, Unknown
from payments.errors import ChannelNotReady, PaymentAlreadyMade, PaymentUnsettled
from payments.lifecycle import AttemptStatus
from payments.models import Attempt
from payments.schedules import (
    ASK_AFTER_GIVING_UP,
    CLOSE_AGAIN_AFTER,
    NEVER_ARRIVED_AFTER,
    PREPAY_OVER_AFTER,
)
from payments.services.attempts import ask_again, end_attempt
from payments.services.capture import capture_payment
from payments.services.gateway import gateway_of
from payments.services.payables import (
    Payable,
    PayableOrder,
    lock_payable,
    lock_top_up,
    payable_of,
    require_endable,
)
from payments.services.timeouts import TIMEOUT_RULES
from payments.state_machine import move


class Standing(StrEnum):
    """How an attempt stands at its provider."""

    CLOSED = "closed"
    PAID = "paid"
    MISSING = "missing"  # not there yet: the request that makes it may still be on its way
    UNOPENED = "unopened"  # not there, and not wanted any more: given up, though it may be opened
    UNKNOWN = "unknown"


def close_unpaid_order(
    *, order_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> None:
    """Close an order that is not paid, after closing its open payment at the provider.

    Raises PaymentAlreadyMade when the provider has the money (the order is paid then),
    PaymentUnsettled when it cannot be told yet (closing goes on by itself),
    TransitionRefused for an order that is not waiting for payment, and OrderChanged
    for one that is not at ``version`` any more.
    """
    _end_order(CLOSE, order_id=order_id, reason=reason, actor=actor, at=at, version=version)


def forfeit_unpaid_balance(
    *, order_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> None:
    """Close an order whose balance is not paid, in the same steps; its deposit stays here.

    Raises what ``close_unpaid_order`` raises; TransitionRefused where no deposit was paid.
    """
    _end_order(FORFEIT, order_id=order_id, reason=reason, actor=actor, at=at, version=version)


def _end_order(
    ending: Transition,
    *,
    order_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None,
) -> None:
    attempt = _begin_order(
        ending, order_id=order_id, reason=reason, actor=actor, at=at, version=version
    )
    if attempt is not None:
        end_at_provider(attempt, at=at)


def close_top_up(*, top_up_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Close a top-up that is not paid, in the same steps.

    Raises PaymentAlreadyMade and PaymentUnsettled as above, TopUpNotOpen for one that has ended.
    """
    attempt = _begin_top_up(top_up_id=top_up_id, reason=reason, actor=actor, at=at)
    if attempt is not None:
        end_at_provider(attempt, at=at)


def close_attempt(*, attempt: Attempt, at: datetime) -> None:
    """End an open attempt so that another can follow; what it pays stays open.

    Raises PaymentAlreadyMade and PaymentUnsettled as above.
    """
    marked = _mark_closing(attempt_id=attempt.pk, at=at)
    if marked is not None:
        end_at_provider(marked, at=at)


def resume_closing(*, attempt_id: int, at: datetime) -> None:
    """The sweep's step: close what is overdue, and go on with what was being closed."""
    attempt = selectors.attempt(attempt_id)
    if payable_of(attempt).timeout(at=at):
        marked = _mark_overdue(attempt_id=attempt_id, at=at)
        if marked is not None:
            end_at_provider(marked, at=at)
    elif attempt.status == AttemptStatus.CLOSING:
        end_at_provider(attempt, at=at)


def end_at_provider(attempt: Attempt, *, at: datetime) -> None:
    """Close a marked attempt there, then here. Raises PaymentAlreadyMade, PaymentUnsettled."""
    standing, payment = _standing(attempt, at=at)
    if payment is not None:
        capture_payment(channel=attempt.channel, payment=payment, confirmed=True, at=at)
    ended = _conclude(attempt_id=attempt.pk, standing=standing, at=at)
    facts = {"payment": attempt.out_trade_no, "number": payable_of(ended).number}
    if ended.status == AttemptStatus.CAPTURED:
        raise PaymentAlreadyMade(**facts)
    if ended.is_open:
        raise PaymentUnsettled(**facts)


# --- the first transaction ----------------------------------------------------------------


@atomic
def _begin_order(
    ending: Transition = CLOSE,
    *,
    order_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Attempt | None:
    order = locked_order(order_id, version=version)
    require_endable(order, ending, actor=actor, at=at)
    return _begin(PayableOrder(order), reason=reason, actor=actor, at=at)


@atomic
def _begin_top_up(*, top_up_id: int, reason: str, actor: Actor, at: datetime) -> Attempt | None:
    top_up = lock_top_up(top_up_id)
    top_up.require_closable()
    return _begin(top_up, reason=reason, actor=actor, at=at)


@atomic
def _mark_overdue(*, attempt_id: int, at: datetime) -> Attempt | None:
    payable = lock_payable(selectors.attempt(attempt_id))
    timeout = payable.timeout(at=at)
    if timeout is None:  # paid or closed meanwhile
        return None
    return _begin(payable, reason=timeout.reason, actor=timeout.rule, at=at)


def _begin(payable: Payable, *, reason: str, actor: Actor, at: datetime) -> Attempt | None:
    """Mark the open attempt, with why all ends; end it at once where there is none."""
    attempt = payable.open_attempt
    if attempt is None:
        payable.close(reason=reason, actor=actor, at=at)
        return None
    if not attempt.close_actor:
        attempt.close_reason, attempt.close_actor = reason, str(actor)
        attempt.save(update_fields=["close_reason", "close_actor"])
    return _mark(attempt, at=at)


@atomic
def _mark_closing(*, attempt_id: int, at: datetime) -> Attempt | None:
    lock_payable(selectors.attempt(attempt_id))
    attempt = selectors.attempt(attempt_id)
    return _mark(attempt, at=at) if attempt.is_open else None


def _mark(attempt: Attempt, *, at: datetime) -> Attempt:
    if attempt.status == AttemptStatus.OPEN:
        move(attempt, AttemptStatus.CLOSING, next_close_at=at + CLOSE_AGAIN_AFTER[0])
    return attempt


# --- at the provider ----------------------------------------------------------------------


def _standing(attempt: Attempt, *, at: datetime) -> tuple[Standing, Payment | None]:
    """Query, close if it is not paid; after any refusal, query again and believe the query."""
    try:
        gateway = gateway_of(attempt.channel)
    except ChannelNotReady:  # its keys are gone: as good as no answer
        return Standing.UNKNOWN, None
    answer = gateway.query(attempt.out_trade_no)
    if isinstance(answer, Trade) and answer.state is TradeState.UNPAID:
        if isinstance(gateway.close(attempt.out_trade_no), Closed):
            return Standing.CLOSED, None
        answer = gateway.query(attempt.out_trade_no)
    return _read(answer, attempt, at=at)


def _read(
    answer: Trade | Unknown, attempt: Attempt, *, at: datetime
) -> tuple[Standing, Payment | None]:
    match answer:
        case Trade(TradeState.PAID, payment):
            return Standing.PAID, payment
        case Trade(TradeState.CLOSED):
            return Standing.CLOSED, None
        case Trade(TradeState.MISSING | TradeState.UNOPENED as state):
            if _cannot_arrive(attempt, at=at):
                return Standing.CLOSED, None
            # Whoever asks for the end of what nobody opened is not made to wait for its expiry.
            asked_for = attempt.close_actor not in TIMEOUT_RULES
            unopened = state is TradeState.UNOPENED and asked_for
            return Standing.UNOPENED if unopened else Standing.MISSING, None
        case _:
            return Standing.UNKNOWN, None


def _cannot_arrive(attempt: Attempt, *, at: datetime) -> bool:
    """Whether what the provider does not know yet will not be paid there any more.

    Where no client was given anything to pay with, nobody has to wait for the deadline. Should
    money come all the same, it is late, and goes back.
    """
    if not attempt.parameters and at >= attempt.opened_at + PREPAY_OVER_AFTER:
        return True
    return to_provider_time(at) >= attempt.expires_at + NEVER_ARRIVED_AFTER


# --- the last transaction -----------------------------------------------------------------


@atomic
def _conclude(*, attempt_id: int, standing: Standing, at: datetime) -> Attempt:
    payable = lock_payable(selectors.attempt(attempt_id))
    attempt = selectors.attempt(attempt_id)
    if attempt.is_open:
        given_up = standing is Standing.UNKNOWN and attempt.close_tries >= len(CLOSE_AGAIN_AFTER)
        if given_up:
            raise_incident(
                "provider_unreachable",
                f"payment:{attempt.out_trade_no}",
                facts={payable.KIND: payable.number, "channel": attempt.channel},
                at=at,
            )
        if given_up or standing in (Standing.CLOSED, Standing.UNOPENED):
            actor = Actor.parse(attempt.close_actor or str(Actor.provider(attempt.channel)))
            end_attempt(payable, attempt, AttemptStatus.CLOSED, actor=actor, at=at)
        if given_up or standing is Standing.UNOPENED:
            ask_again(attempt, at=at + ASK_AFTER_GIVING_UP)
    ended_unpaid = not attempt.is_open and attempt.status != AttemptStatus.CAPTURED
    if ended_unpaid and attempt.close_actor and payable.waits_for_payment:
        actor = Actor.parse(attempt.close_actor)
        payable.close(reason=attempt.close_reason, actor=actor, at=at)
    return attempt
