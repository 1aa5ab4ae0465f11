from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from core.actor import Actor
from core.clock import to_provider_time
from core.db import atomic
from core.idempotency import Answer, Claim, look_up, remember
from orders import services as orders
from orders.errors import PaymentWindowOver
from orders.selectors import lock_order, locked_order
from payments import channels, selectors
from payments.channels.base import AlreadyPaid, Prepared, PrepayRequest, Refused, Unknown
from payments.errors import (
    MethodUnavailable,
    PaymentClosed,
    PaymentRefused,
    PaymentUnsettled,
    ProviderUnreachable,
)
from payments.lifecycle import AttemptStatus
from payments.models import Attempt
from payments.services.attempts import (
    complete_attempt,
    end_attempt,
    open_attempt,
    require_time_to_pay,
)
from payments.services.close import close_attempt
from payments.services.gateway import gateway_of
from payments.services.query import query_attempt

if TYPE_CHECKING:
    from orders.models import Order


def start_payment(
    *,
    order_id: int,
    method: str,
    product: str,
    actor: Actor,
    at: datetime,
    claim: Claim | None = None,
) -> Attempt:
    """Pay an order, or begin to: the attempt, with what the shopper's client needs.

    Balance is captured here and now. A provider is asked outside any transaction:
    the attempt and the ``claim`` are committed first, so that a repeat goes on with
    the same attempt and the same number. An open attempt that is the same is gone
    on with; another one is closed first, at its provider.

    Raises MethodUnavailable, InstalmentNotPayable, PaymentWindowOver, InsufficientBalance,
    PaymentRefused, ProviderUnreachable (repeat it), PaymentClosed (a repeat that comes too
    late), and from an attempt that had to be closed first PaymentAlreadyMade and
    PaymentUnsettled.
    """
    attempt = _resumed(claim=claim, at=at)
    if attempt is None:
        _close_another(order_id, method, product, at=at)
        attempt = _open(
            order_id=order_id, method=method, product=product, claim=claim, actor=actor, at=at
        )
    if attempt.status == AttemptStatus.OPEN and not attempt.parameters:
        _prepare(attempt, at=at)
        attempt = selectors.attempt(attempt.pk)
    _require_payable(attempt)
    return attempt


def _require_payable(attempt: Attempt) -> None:
    """Paid, or to be paid with the parameters it has: anything else is told as what it is."""
    number = attempt.out_trade_no
    match AttemptStatus(attempt.status):
        case AttemptStatus.FAILED:
            raise PaymentRefused(payment=number, reason=attempt.failure)
        case AttemptStatus.CLOSED:
            raise PaymentClosed(payment=number)
        case AttemptStatus.CLOSING:
            raise PaymentUnsettled(payment=number, number=attempt.instalment.order.number)
        case AttemptStatus.OPEN if not attempt.parameters:
            raise ProviderUnreachable(payment=number)


@atomic
def capture_free_order(*, order_id: int, at: datetime) -> None:
    """Zero to pay is paid at once: nothing is tendered, and the order goes its usual way."""
    order = locked_order(order_id)
    for instalment in order.instalments.all():
        if instalment.amount == 0:
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


def _close_another(order_id: int, method: str, product: str, *, at: datetime) -> None:
    """Only where this way of paying could follow: a refused press closes nothing."""
    other = selectors.open_attempt_of(order_id)
    if other is None or _can_go_on(other, method, product, at=at):
        return
    order, instalment = other.instalment.order, other.instalment
    _require_available(method, product, other.amount)
    require_time_to_pay(order, instalment, method, at=at)
    if channels.is_internal(method):
        channels.INTERNAL[method].require(payer_id=order.member_id, amount=other.amount)
    close_attempt(attempt=other, at=at)


@atomic
def _open(
    *, order_id: int, method: str, product: str, claim: Claim | None, actor: Actor, at: datetime
) -> Attempt:
    """Open the attempt and remember it; balance is captured in the same transaction."""
    if twin := _resumed(claim=claim, at=at):
        return twin
    order = lock_order(order_id)
    attempt = selectors.open_attempt_of(order_id)
    if attempt is None or not _can_go_on(attempt, method, product, at=at):
        instalment = orders.open_attempt(order_id=order_id, at=at)
        _require_available(method, product, instalment.amount)
        attempt = open_attempt(
            order, instalment, channel=method, product=product, actor=actor, at=at
        )
        if channels.is_internal(method):
            complete_attempt(order, attempt, actor=actor, at=at)
    if claim:
        remember(claim, Answer(201, {"attempt": attempt.pk}), at=at)
    return selectors.attempt(attempt.pk)


def _can_go_on(attempt: Attempt, method: str, product: str, *, at: datetime) -> bool:
    """Whether a new press on "Pay" means this attempt: the same way, and still payable."""
    asked = (AttemptStatus.OPEN, method, product)
    same = (attempt.status, attempt.channel, attempt.product) == asked
    return same and to_provider_time(at) < attempt.expires_at


def _require_available(method: str, product: str, amount: int) -> None:
    available = [channel.code for channel in selectors.channels_for(amount)]
    if method not in available or product not in channels.PRODUCTS.get(method, ()):
        raise MethodUnavailable(method=method, product=product, available=available)


# --- at the provider, and the second transaction ------------------------------------------


def _prepare(attempt: Attempt, *, at: datetime) -> None:
    """Have the provider expect the payment. The same attempt always asks for the same.

    Without an answer nothing changes: the attempt has no parameters yet.
    """
    order = selectors.order_of(attempt.instalment.order_id)
    if to_provider_time(at) >= attempt.expires_at:
        raise PaymentWindowOver.of(order.number, due_at=order.payment_due_at)
    answer = gateway_of(attempt.channel).prepay(_request(order, attempt))
    match answer:
        case Prepared(parameters):
            _store(attempt_id=attempt.pk, parameters=parameters)
        case AlreadyPaid():
            query_attempt(attempt_id=attempt.pk, at=at)
        case Refused(code, message):
            _fail(attempt_id=attempt.pk, failure=f"{code}: {message}"[:200], at=at)
        case Unknown():
            return


def _request(order: "Order", attempt: Attempt) -> PrepayRequest:
    return PrepayRequest(
        out_trade_no=attempt.out_trade_no,
        product=attempt.product,
        amount=attempt.amount,
        description=f"{settings.SHOP_NAME} {order.number}",
        expires_at=attempt.expires_at,
    )


@atomic
def _store(*, attempt_id: int, parameters: dict[str, str]) -> None:
    lock_order(selectors.attempt(attempt_id).instalment.order_id)
    Attempt.objects.filter(pk=attempt_id).update(parameters=parameters)


@atomic
def _fail(*, attempt_id: int, failure: str, at: datetime) -> None:
    order = lock_order(selectors.attempt(attempt_id).instalment.order_id)
    attempt = selectors.attempt(attempt_id)
    if attempt.status == AttemptStatus.OPEN:
        actor = Actor.provider(attempt.channel)
        end_attempt(order, attempt, AttemptStatus.FAILED, failure=failure, actor=actor, at=at)
