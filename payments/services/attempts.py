"""How an attempt begins and ends, with its tenders. Callers hold the payable's lock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.actor import Actor
from core.clock import to_provider_time
from core.db import savepoint
from ledger.errors import InsufficientBalance
from members.errors import WalletFrozen
from payments import channels
from payments.channels.base import Payer
from payments.lifecycle import AttemptStatus, TenderStatus
from payments.mix import Share
from payments.models import Attempt, Tender
from payments.schedules import LEAST_TIME_TO_PAY, LONGEST_TIME_TO_PAY, QUERY_AFTER
from payments.services import bookings
from payments.services.payables import Demand, Payable
from payments.state_machine import move


def open_attempt(
    payable: Payable,
    demand: Demand,
    *,
    shares: Sequence[Share],
    product: str,
    payer: Payer,
    actor: Actor,
    at: datetime,
) -> Attempt:
    """A new attempt with a tender for each share; internal ones are held in the ledger.

    ``shares`` stand in the order of ``mix``, the provider's last: its channel is the attempt's.

    Raises what ``require_time_to_pay`` does, InsufficientBalance, WalletFrozen.
    """
    channel = shares[-1].method
    require_time_to_pay(payable, demand, channel, at=at)
    attempt = Attempt.objects.create(
        **demand.columns,
        channel=channel,
        product=product,
        out_trade_no=f"{payable.number}_{payable.attempts.count() + 1}",
        amount=demand.due.amount,
        payer_openid=payer.openid,
        payer_ip=payer.ip,
        expires_at=_expiry(demand, at=at),
        opened_at=at,
        next_query_at=None if channels.is_internal(channel) else at + QUERY_AFTER[0],
    )
    Tender.objects.bulk_create(
        Tender(
            attempt=attempt,
            method=share.method,
            amount=share.amount,
            points=share.points,
            hold_id=_hold(payable, attempt, share, at=at),
        )
        for share in shares
    )
    _tell(payable, attempt, "payment.opened", actor=actor, at=at)
    return attempt


def complete_attempt(
    payable: Payable,
    attempt: Attempt,
    *,
    receipt_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Capture every tender and with them what they pay.

    ``receipt_id`` is the entry that booked the external tender's money.
    """
    for tender in attempt.tenders.all():
        entry_id = _capture(payable, attempt, tender, at=at) if tender.hold_id else receipt_id
        move(tender, TenderStatus.CAPTURED, entry_id=entry_id)
    move(attempt, AttemptStatus.CAPTURED, ended_at=at, next_query_at=None, next_close_at=None)
    payable.capture(attempt, actor=actor, at=at)
    _tell(payable, attempt, "payment.captured", actor=actor, at=at)


def end_attempt(
    payable: Payable,
    attempt: Attempt,
    status: AttemptStatus,
    *,
    failure: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Give back what the tenders hold, and let another attempt follow."""
    for tender in attempt.tenders.all():
        if tender.hold_id:
            channels.INTERNAL[tender.method].void(hold_id=tender.hold_id, at=at)
        move(tender, TenderStatus.VOIDED)
    move(attempt, status, ended_at=at, failure=failure, next_query_at=None, next_close_at=None)
    payable.free(attempt)
    _tell(payable, attempt, f"payment.{status}", actor=actor, at=at)


def hold_again(payable: Payable, attempt: Attempt, *, at: datetime) -> bool:
    """Set aside once more what an ended attempt had held, all of it or nothing.

    Whether that could be done: what was given back may have been spent since.
    """
    given_back = [tender for tender in attempt.tenders.all() if tender.hold_id]
    try:
        with savepoint():
            for tender in given_back:
                tender.hold_id = _hold(payable, attempt, tender, again=True, at=at)
                tender.save(update_fields=["hold_id"])
    except (InsufficientBalance, WalletFrozen):
        return False
    return True


def ask_again(attempt: Attempt, *, at: datetime) -> None:
    """Have the provider asked about an attempt once more, whatever its schedule was."""
    attempt.next_query_at = at
    attempt.save(update_fields=["next_query_at"])


def require_time_to_pay(payable: Payable, demand: Demand, channel: str, *, at: datetime) -> None:
    """Raises ``window_over``: when the time is over, for a provider a minute before."""
    if demand.due_at is None:
        return
    left = demand.due_at - at
    if left <= timedelta(0) or (left < LEAST_TIME_TO_PAY and not channels.is_internal(channel)):
        raise payable.window_over(demand)


def _expiry(demand: Demand, *, at: datetime) -> datetime:
    """The deadline of what is paid, as the provider's clock shows it."""
    longest = at + LONGEST_TIME_TO_PAY
    return to_provider_time(min(demand.due_at or longest, longest))


def _hold(
    payable: Payable, attempt: Attempt, part: Share | Tender, *, again: bool = False, at: datetime
) -> int | None:
    """The id of the hold; None for a provider's part."""
    if not channels.is_internal(part.method):
        return None
    return channels.INTERNAL[part.method].hold(
        key=_key("hold_again" if again else "hold", attempt, part),
        payer_id=payable.member_id,
        amount=part.held,
        reference=payable.number,
        at=at,
    )


def _capture(payable: Payable, attempt: Attempt, tender: Tender, *, at: datetime) -> int:
    assert tender.hold_id is not None  # noqa: S101  (asked by the caller)
    return channels.INTERNAL[tender.method].capture(
        key=_key("capture", attempt, tender),
        hold_id=tender.hold_id,
        amount=tender.amount,
        to_account_id=bookings.funds_id(payable),
        reference=payable.number,
        at=at,
    )


def _key(verb: str, attempt: Attempt, part: Share | Tender) -> str:
    return f"{verb}:{attempt.out_trade_no}:{part.method}"


def _tell(payable: Payable, attempt: Attempt, kind: str, *, actor: Actor, at: datetime) -> None:
    facts = {"payment": attempt.out_trade_no, "method": attempt.channel, "amount": attempt.amount}
    payable.record(kind=kind, facts=facts, actor=actor, at=at)
