from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from core.actor import Actor
from core.clock import to_provider_time
from core.db import atomic
from core.idempotency import Answer, Claim, look_up, remember
from orders import services as orders
from orders.errors import PaymentWindowOver
from orders.lifecycle import InstalmentStatus
from orders.selectors import lock_order, locked_order
from payments import channels, selectors
from payments.channels.base import AlreadyPaid, Payer, Prepared, PrepayRequest, Refused, Unknown
from payments.errors import (
    PaymentClosed,
    PaymentRefused,
    PaymentUnsettled,
    ProviderUnreachable,
)
from payments.lifecycle import AttemptStatus
from payments.mix import Share
from payments.models import Attempt
from payments.schedules import renew_at
from payments.services.attempts import (
    complete_attempt,
    end_attempt,
    open_attempt,
    require_time_to_pay,
)
from payments.services.close import close_attempt
from payments.services.gateway import gateway_of
from payments.services.query import query_attempt
from payments.services.ways import Way, plan

if TYPE_CHECKING:
    from orders.models import Order


def start_payment(
    *,
    order_id: int,
    way: Way,
    actor: Actor,
    at: datetime,
    claim: Claim | None = None,
) -> Attempt:
    """Pay an order that way, or begin to: the attempt, with what the shopper's client needs.

    What the member has with us is held at once; where no provider has to pay a rest, it is
    captured here and now. A provider is asked outside any transaction: the attempt and the
    ``claim`` are committed first, so that a repeat goes on with the same attempt and the same
    number. An open attempt that is the same is gone on with; another one is closed first, at
    its provider.

    Raises what ``ways.plan`` does, OpenidNeeded, ClientAddressNeeded, InstalmentNotPayable,
    PaymentWindowOver, PaymentRefused, ProviderUnreachable (repeat it), PaymentClosed (a repeat
    that comes too late), and from an attempt that had to be closed first PaymentAlreadyMade and
    PaymentUnsettled.
    """
    attempt = _resumed(claim=claim, at=at)
    if attempt is None:
        _close_another(order_id, way, at=at)
        attempt = _open(order_id=order_id, way=way, claim=claim, actor=actor, at=at)
    if attempt.status == AttemptStatus.OPEN and not _is_prepared(attempt, at=at):
        _prepare(attempt, at=at)
        attempt = selectors.attempt(attempt.pk)
    _require_payable(attempt, at=at)
    return attempt


def _require_payable(attempt: Attempt, *, at: datetime) -> None:
    """Paid, or to be paid with the parameters it has: anything else is told as what it is."""
    number = attempt.out_trade_no
    match AttemptStatus(attempt.status):
        case AttemptStatus.FAILED:
            raise PaymentRefused(payment=number, reason=attempt.failure)
        case AttemptStatus.CLOSED:
            raise PaymentClosed(payment=number)
        case AttemptStatus.CLOSING:
            raise PaymentUnsettled(payment=number, number=attempt.instalment.order.number)
        case AttemptStatus.OPEN if not _is_prepared(attempt, at=at):
            raise ProviderUnreachable(payment=number)


def _is_prepared(attempt: Attempt, *, at: datetime) -> bool:
    """What is ours alone is captured by whoever opens it: an open attempt is at a provider."""
    return attempt.is_prepared(at=to_provider_time(at))


@atomic
def capture_free_order(*, order_id: int, at: datetime) -> None:
    """What comes to zero is paid at once: nothing is tendered, the order goes its usual way."""
    order = locked_order(order_id)
    for instalment in order.instalments.all():
        unpaid = instalment.status == InstalmentStatus.PENDING
        if unpaid and instalment.amount == instalment.points == 0:
            orders.capture_instalment(
                order_id=order_id,
                instalment_id=instalment.pk,
                actor=Actor.rule("nothing_to_pay"),
                at=at,
            )


# --- the first transaction ----------------------------------------------------------------


@atomic
def _resumed(*, claim: Claim | None, at: datetime) -> Attempt | None:
    """The attempt that the same request has opened before."""
    stored = look_up(claim, at=at) if claim else None
    return selectors.attempt(stored.content["attempt"]) if stored else None


def _close_another(order_id: int, way: Way, *, at: datetime) -> None:
    """Only where this way of paying could follow: a refused press closes nothing."""
    other = selectors.open_attempt_of(order_id)
    if other is None:
        return
    order, instalment = other.instalment.order, other.instalment
    shares = plan(order, instalment, way, returning=other)
    if _can_go_on(other, way, shares, at=at):
        return
    channel = shares[-1].method
    require_time_to_pay(order, instalment, channel, at=at)
    way.payer(order, channel)
    close_attempt(attempt=other, at=at)


@atomic
def _open(*, order_id: int, way: Way, claim: Claim | None, actor: Actor, at: datetime) -> Attempt:
    """Open the attempt and remember it; without a provider it is captured in this transaction."""
    if twin := _resumed(claim=claim, at=at):
        return twin
    order = lock_order(order_id)
    attempt = selectors.open_attempt_of(order_id)
    if attempt is None or not _is_meant(attempt, way, at=at):
        instalment = orders.open_attempt(order_id=order_id, at=at)
        shares = plan(order, instalment, way)
        channel = shares[-1].method
        attempt = open_attempt(
            order,
            instalment,
            shares=shares,
            product=way.product_of(channel),
            payer=way.payer(order, channel),
            actor=actor,
            at=at,
        )
        if channels.is_internal(channel):
            complete_attempt(order, attempt, actor=actor, at=at)
    if claim:
        remember(claim, Answer(201, {"attempt": attempt.pk}), at=at)
    return selectors.attempt(attempt.pk)


def _is_meant(attempt: Attempt, way: Way, *, at: datetime) -> bool:
    shares = plan(attempt.instalment.order, attempt.instalment, way, returning=attempt)
    return _can_go_on(attempt, way, shares, at=at)


def _can_go_on(attempt: Attempt, way: Way, shares: Sequence[Share], *, at: datetime) -> bool:
    """Whether a new press on "Pay" means this attempt: the same mix and way, still payable."""
    channel = shares[-1].method
    asked = (AttemptStatus.OPEN, channel, way.product_of(channel))
    same = (attempt.status, attempt.channel, attempt.product) == asked
    return (
        same
        and [Share(t.method, t.amount, t.points) for t in attempt.tenders.all()] == shares
        and to_provider_time(at) < attempt.expires_at
        and _is_payable_by(attempt, way)
    )


def _is_payable_by(attempt: Attempt, way: Way) -> bool:
    """What was prepared for one openid can be paid by no other."""
    known = attempt.payer_openid
    return not known or known == way.payer(attempt.instalment.order, attempt.channel).openid


# --- at the provider, and the second transaction ------------------------------------------


def _prepare(attempt: Attempt, *, at: datetime) -> None:
    """Have the provider expect the payment. The same attempt always asks for the same.

    Without an answer nothing changes: the attempt has no parameters yet, or has had them too
    long. One that had some is at the provider: a refusal to renew them ends nothing here.
    """
    order = selectors.order_of(attempt.instalment.order_id)
    if to_provider_time(at) >= attempt.expires_at:
        raise PaymentWindowOver.of(order.number, due_at=order.payment_due_at)
    answer = gateway_of(attempt.channel).prepay(_request(order, attempt))
    match answer:
        case Prepared():
            _store(attempt_id=attempt.pk, prepared=answer, at=at)
        case AlreadyPaid():
            query_attempt(attempt_id=attempt.pk, at=at)
        case Refused() if attempt.parameters:
            query_attempt(attempt_id=attempt.pk, at=at)
        case Refused(code, message):
            _fail(attempt_id=attempt.pk, failure=f"{code}: {message}"[:200], at=at)
        case Unknown():
            return


def _request(order: "Order", attempt: Attempt) -> PrepayRequest:
    return PrepayRequest(
        out_trade_no=attempt.out_trade_no,
        product=attempt.product,
        amount=attempt.external_amount,
        description=f"{settings.SHOP_NAME} {order.number}",
        expires_at=attempt.expires_at,
        payer=Payer(openid=attempt.payer_openid, ip=attempt.payer_ip),
    )


@atomic
def _store(*, attempt_id: int, prepared: Prepared, at: datetime) -> None:
    lock_order(selectors.attempt(attempt_id).instalment.order_id)
    Attempt.objects.filter(pk=attempt_id).update(
        parameters=prepared.parameters,
        renew_at=renew_at(prepared.good_for, at=to_provider_time(at)),
    )


@atomic
def _fail(*, attempt_id: int, failure: str, at: datetime) -> None:
    order = lock_order(selectors.attempt(attempt_id).instalment.order_id)
    attempt = selectors.attempt(attempt_id)
    if attempt.status == AttemptStatus.OPEN:
        actor = Actor.provider(attempt.channel)
        end_attempt(order, attempt, AttemptStatus.FAILED, failure=failure, actor=actor, at=at)
