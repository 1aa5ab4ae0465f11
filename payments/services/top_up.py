"""Top-ups: begun by members, paid like orders, closed by their clock."""

from collections.abc import Sequence
from datetime import datetime

from core import tracing
from core.actor import Actor
from core.db import atomic, lock_name
from members.selectors import stored_value, wallet
from members.services import require_not_frozen
from orders.numbers import next_order_number
from payments import selectors
from payments.errors import TopUpOutOfRange, TopUpTooMuch
from payments.lifecycle import TopUpStatus
from payments.models import TopUp, TopUpEvent, TopUpPurpose
from payments.rules import TOP_UP_LEAST, TOP_UP_LIMIT, TOP_UP_MOST, TOP_UP_TIMEOUT
from payments.services.payables import PayableTopUp
from payments.state_machine import move_all

_HAS = {TopUpPurpose.BALANCE: wallet, TopUpPurpose.STORED_VALUE: stored_value}
_FEN = 100  # of a yuan, in which the rules are


@atomic
def create_top_up(
    *, member_id: int, purpose: TopUpPurpose, amount: int, actor: Actor, at: datetime
) -> TopUp:
    """Begin a top-up of ``amount`` in minor units; it is paid by ``start_top_up_payment``.

    What waits to be paid counts as if it were there: the limit holds whatever is paid of it.
    Raises WalletFrozen, TopUpOutOfRange, TopUpTooMuch.
    """
    require_not_frozen(member_id=member_id)
    lock_name(f"top-ups of {member_id}")
    _require_within_limits(member_id, purpose, amount)
    top_up = TopUp.objects.create(
        number=f"T{next_order_number(at)}",
        member_id=member_id,
        purpose=purpose,
        amount=amount,
        created_at=at,
        due_at=at + TOP_UP_TIMEOUT.duration,
    )
    facts = {"amount": amount, "purpose": purpose}
    PayableTopUp(top_up).record(kind="top_up.created", facts=facts, actor=actor, at=at)
    return top_up


def _require_within_limits(member_id: int, purpose: TopUpPurpose, amount: int) -> None:
    least, most = TOP_UP_LEAST.value * _FEN, TOP_UP_MOST.value * _FEN
    if not least <= amount <= most:
        raise TopUpOutOfRange(least=least, most=most)
    # In this order: what is paid between the two is counted twice, rather than not at all.
    has = selectors.unpaid_top_ups_amount(member_id, purpose)
    has += _HAS[purpose](member_id).balance
    limit = TOP_UP_LIMIT.value * _FEN
    if has + amount > limit:
        raise TopUpTooMuch(limit=limit, left=max(limit - has, 0))


@atomic
def close_top_ups(
    *, top_up_ids: Sequence[int], actor: Actor, reason: str, at: datetime
) -> list[int]:
    """Close many at once, set by set: the sweep's lane for those that nobody is paying.

    Those that somebody else holds, or that have ended or are being paid meanwhile, are left out.
    Returns the ids that closed.
    """
    top_ups = selectors.lockable_top_ups(top_up_ids)
    paying = selectors.top_ups_being_paid(top_ups)
    idle = [top_up for top_up in top_ups if top_up.pk not in paying]
    move_all(idle, TopUpStatus.CLOSED, closed_at=at)
    TopUpEvent.objects.bulk_create(
        TopUpEvent(
            top_up=top_up,
            kind="top_up.closed",
            facts={"reason": reason},
            actor=str(actor),
            cause=tracing.cause(),
            at=at,
        )
        for top_up in idle
    )
    return [top_up.pk for top_up in idle]
