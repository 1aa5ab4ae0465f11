"""How an attempt begins and ends, with its tenders. Callers hold the order's lock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.actor import Actor
from core.clock import to_provider_time
from core.db import savepoint
from core.events import publish
from ledger.errors import InsufficientBalance
from members.errors import WalletFrozen
from orders import services as orders
from orders.errors import PaymentWindowOver
from payments import channels, selectors
from payments.channels.base import Payer
from payments.events import PaymentCaptured
from payments.lifecycle import AttemptStatus, TenderStatus
from payments.mix import Share
from payments.models import Attempt, Tender
from payments.schedules import LEAST_TIME_TO_PAY, LONGEST_TIME_TO_PAY, QUERY_AFTER
from payments.services import bookings
from payments.services.lay_cells import lay_cells
from payments.state_machine import move

if TYPE_CHECKING:
    from orders.models import Instalment, Order


def open_attempt(
    order: "Order",
    instalment: "Instalment",
    *,
    shares: Sequence[Share],
    product: str,
    payer: Payer,
    actor: Actor,
    at: datetime,
) -> Attempt:
    """A new attempt with a tender for each share; internal ones are held in the ledger.

    ``shares`` stand in the order of ``mix``, the provider's last: its channel is the attempt's.

    Raises PaymentWindowOver, InsufficientBalance, WalletFrozen.
    """
    channel = shares[-1].method
    require_time_to_pay(order, instalment, channel, at=at)
    attempt = Attempt.objects.create(
        instalment=instalment,
        channel=channel,
        product=product,
        out_trade_no=f"{order.number}_{selectors.attempts_of(order.pk).count() + 1}",
        amount=instalment.amount,
        payer_openid=payer.openid,
        payer_ip=payer.ip,
        expires_at=_expiry(instalment, at=at),
        opened_at=at,
        next_query_at=None if channels.is_internal(channel) else at + QUERY_AFTER[0],
    )
    Tender.objects.bulk_create(
        Tender(
            attempt=attempt,
            method=share.method,
            amount=share.amount,
            points=share.points,
            hold_id=_hold(order, attempt, share, at=at),
        )
        for share in shares
    )
    _tell(order, attempt, "payment.opened", actor=actor, at=at)
    return attempt


def complete_attempt(
    order: "Order", attempt: Attempt, *, receipt_id: int | None = None, actor: Actor, at: datetime
) -> None:
    """Capture every tender and with them the instalment.

    ``receipt_id`` is the entry that booked the external tender's money.
    """
    for tender in attempt.tenders.all():
        entry_id = _capture(order, attempt, tender, at=at) if tender.hold_id else receipt_id
        move(tender, TenderStatus.CAPTURED, entry_id=entry_id)
    move(attempt, AttemptStatus.CAPTURED, ended_at=at, next_query_at=None, next_close_at=None)
    orders.capture_instalment(
        order_id=order.pk,
        instalment_id=attempt.instalment_id,
        earned=lay_cells(order, attempt),
        actor=actor,
        at=at,
    )
    _tell(order, attempt, "payment.captured", actor=actor, at=at)
    publish(
        PaymentCaptured(
            order_id=order.pk,
            number=order.number,
            method=attempt.channel,
            amount=attempt.amount,
            at=at,
        )
    )


def end_attempt(
    order: "Order",
    attempt: Attempt,
    status: AttemptStatus,
    *,
    failure: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Give back what the tenders hold, and free the instalment for another attempt."""
    for tender in attempt.tenders.all():
        if tender.hold_id:
            channels.INTERNAL[tender.method].void(hold_id=tender.hold_id, at=at)
        move(tender, TenderStatus.VOIDED)
    move(attempt, status, ended_at=at, failure=failure, next_query_at=None, next_close_at=None)
    orders.end_attempt(instalment_id=attempt.instalment_id)
    _tell(order, attempt, f"payment.{status}", actor=actor, at=at)


def hold_again(order: "Order", attempt: Attempt, *, at: datetime) -> bool:
    """Set aside once more what an ended attempt had held, all of it or nothing.

    Whether that could be done: what was given back may have been spent since.
    """
    given_back = [tender for tender in attempt.tenders.all() if tender.hold_id]
    try:
        with savepoint():
            for tender in given_back:
                tender.hold_id = _hold(order, attempt, tender, again=True, at=at)
                tender.save(update_fields=["hold_id"])
    except (InsufficientBalance, WalletFrozen):
        return False
    return True


def ask_again(attempt: Attempt, *, at: datetime) -> None:
    """Have the provider asked about an attempt once more, whatever its schedule was."""
    attempt.next_query_at = at
    attempt.save(update_fields=["next_query_at"])


def require_time_to_pay(
    order: "Order", instalment: "Instalment", channel: str, *, at: datetime
) -> None:
    """Raises PaymentWindowOver: when the time is over, for a provider a minute before."""
    if instalment.due_at is None:
        return
    left = instalment.due_at - at
    if left <= timedelta(0) or (left < LEAST_TIME_TO_PAY and not channels.is_internal(channel)):
        raise PaymentWindowOver.of(order.number, due_at=instalment.due_at)


def _expiry(instalment: "Instalment", *, at: datetime) -> datetime:
    """The order's own deadline, as the provider's clock shows it."""
    longest = at + LONGEST_TIME_TO_PAY
    return to_provider_time(min(instalment.due_at or longest, longest))


def _hold(
    order: "Order", attempt: Attempt, part: Share | Tender, *, again: bool = False, at: datetime
) -> int | None:
    """The id of the hold; None for a provider's part."""
    if not channels.is_internal(part.method):
        return None
    return channels.INTERNAL[part.method].hold(
        key=_key("hold_again" if again else "hold", attempt, part),
        payer_id=order.member_id,
        amount=part.held,
        reference=order.number,
        at=at,
    )


def _capture(order: "Order", attempt: Attempt, tender: Tender, *, at: datetime) -> int:
    assert tender.hold_id is not None  # noqa: S101  (asked by the caller)
    return channels.INTERNAL[tender.method].capture(
        key=_key("capture", attempt, tender),
        hold_id=tender.hold_id,
        amount=tender.amount,
        to_account_id=bookings.order_funds_id(),
        reference=order.number,
        at=at,
    )


def _key(verb: str, attempt: Attempt, part: Share | Tender) -> str:
    return f"{verb}:{attempt.out_trade_no}:{part.method}"


def _tell(order: "Order", attempt: Attempt, kind: str, *, actor: Actor, at: datetime) -> None:
    facts = {"payment": attempt.out_trade_no, "method": attempt.channel, "amount": attempt.amount}
    orders.record(order_id=order.pk, kind=kind, facts=facts, actor=actor, at=at)
