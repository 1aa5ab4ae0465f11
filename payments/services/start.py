from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from core.actor import Actor
from core.clock import to_provider_time
from core.db import atomic
from core.idempotency import Answer, Claim, look_up, remember
from members.services import require_not_frozen
from orders import services as orders
from orders.lifecycle import InstalmentStatus
from orders.selectors import locked_order
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
from payments.services.payables import (
    Payable,
    PayableOrder,
    PayableTopUp,
    lock_payable,
    payable_of,
)
from payments.services.query import query_attempt
from payments.services.ways import Way, plan


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
    payable = PayableOrder(selectors.order_of(order_id))
    return _start(payable, way, claim=claim, actor=actor, at=at)


def start_top_up_payment(
    *,
    top_up_id: int,
    way: Way,
    actor: Actor,
    at: datetime,
    claim: Claim | None = None,
) -> Attempt:
    """Pay a top-up by one provider, in the same steps.

    Raises what ``start_payment`` does, but TopUpNotOpen and TopUpWindowOver of its own, and
    WalletFrozen.
    """
    payable = PayableTopUp(selectors.top_up(top_up_id))
    require_not_frozen(member_id=payable.member_id)
    return _start(payable, way, claim=claim, actor=actor, at=at)


def _start(
    payable: Payable, way: Way, *, claim: Claim | None, actor: Actor, at: datetime
) -> Attempt:
    attempt = _resumed(claim=claim, at=at)
    if attempt is None:
        _close_another(payable, way, at=at)
        attempt = _open(payable, way, claim=claim, actor=actor, at=at)
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
            raise PaymentUnsettled(payment=number, number=payable_of(attempt).number)
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


def _close_another(payable: Payable, way: Way, *, at: datetime) -> None:
    """Only where this way of paying could follow: a refused press closes nothing."""
    other = payable.open_attempt
    if other is None:
        return
    demand = payable.demand_of(other)
    shares = plan(payable, demand, way, returning=other)
    if _can_go_on(payable, other, way, shares, at=at):
        return
    channel = shares[-1].method
    require_time_to_pay(payable, demand, channel, at=at)
    way.payer(payable.member_id, channel)
    close_attempt(attempt=other, at=at)


@atomic
def _open(
    payable: Payable, way: Way, *, claim: Claim | None, actor: Actor, at: datetime
) -> Attempt:
    """Open the attempt and remember it; without a provider it is captured in this transaction."""
    if twin := _resumed(claim=claim, at=at):
        return twin
    payable = payable.locked()
    attempt = payable.open_attempt
    if attempt is None or not _is_meant(payable, attempt, way, at=at):
        demand = payable.claim(at=at)
        shares = plan(payable, demand, way)
        channel = shares[-1].method
        attempt = open_attempt(
            payable,
            demand,
            shares=shares,
            product=way.product_of(channel),
            payer=way.payer(payable.member_id, channel),
            actor=actor,
            at=at,
        )
        if channels.is_internal(channel):
            complete_attempt(payable, attempt, actor=actor, at=at)
    if claim:
        remember(claim, Answer(201, {"attempt": attempt.pk}), at=at)
    return selectors.attempt(attempt.pk)


def _is_meant(payable: Payable, attempt: Attempt, way: Way, *, at: datetime) -> bool:
    shares = plan(payable, payable.demand_of(attempt), way, returning=attempt)
    return _can_go_on(payable, attempt, way, shares, at=at)


def _can_go_on(
    payable: Payable, attempt: Attempt, way: Way, shares: Sequence[Share], *, at: datetime
) -> bool:
    """Whether a new press on "Pay" means this attempt: the same mix and way, still payable."""
    channel = shares[-1].method
    asked = (AttemptStatus.OPEN, channel, way.product_of(channel))
    same = (attempt.status, attempt.channel, attempt.product) == asked
    return (
        same
        and [Share(t.method, t.amount, t.points) for t in attempt.tenders.all()] == shares
        and to_provider_time(at) < attempt.expires_at
        and _is_payable_by(payable.member_id, attempt, way)
    )


def _is_payable_by(member_id: int, attempt: Attempt, way: Way) -> bool:
    """What was prepared for one openid can be paid by no other."""
    known = attempt.payer_openid
    return not known or known == way.payer(member_id, attempt.channel).openid


# --- at the provider, and the second transaction ------------------------------------------


def _prepare(attempt: Attempt, *, at: datetime) -> None:
    """Have the provider expect the payment. The same attempt always asks for the same.

    Without an answer nothing changes: the attempt has no parameters yet, or has had them too
    long. One that had some is at the provider: a refusal to renew them ends nothing here.
    """
    payable = payable_of(attempt)
    if to_provider_time(at) >= attempt.expires_at:
        raise payable.window_over(payable.demand_of(attempt))
    answer = gateway_of(attempt.channel).prepay(_request(payable.number, attempt))
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


def _request(number: str, attempt: Attempt) -> PrepayRequest:
    return PrepayRequest(
        out_trade_no=attempt.out_trade_no,
        product=attempt.product,
        amount=attempt.external_amount,
        description=f"{settings.SHOP_NAME} {number}",
        expires_at=attempt.expires_at,
        payer=Payer(openid=attempt.payer_openid, ip=attempt.payer_ip),
    )


@atomic
def _store(*, attempt_id: int, prepared: Prepared, at: datetime) -> None:
    lock_payable(selectors.attempt(attempt_id))
    Attempt.objects.filter(pk=attempt_id).update(
        parameters=prepared.parameters,
        renew_at=renew_at(prepared.good_for, at=to_provider_time(at)),
    )


@atomic
def _fail(*, attempt_id: int, failure: str, at: datetime) -> None:
    payable = lock_payable(selectors.attempt(attempt_id))
    attempt = selectors.attempt(attempt_id)
    if attempt.status == AttemptStatus.OPEN:
        actor = Actor.provider(attempt.channel)
        end_attempt(payable, attempt, AttemptStatus.FAILED, failure=failure, actor=actor, at=at)
