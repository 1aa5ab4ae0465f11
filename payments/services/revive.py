"""Reopening a closed order for a payment that came late, where the shop wants that."""

from datetime import datetime
from typing import TYPE_CHECKING

from core.actor import Actor
from core.db import savepoint
from core.errors import Busy, DomainError
from orders import services as orders
from payments.errors import PartsGone
from payments.models import Attempt
from payments.rules import LATE_PAYMENT_POLICY, LatePayment
from payments.services.attempts import hold_again

if TYPE_CHECKING:
    from orders.models import Order


def reopens() -> bool:
    return LATE_PAYMENT_POLICY.value == LatePayment.REOPEN


def revive(order: "Order", attempt: Attempt, *, actor: Actor, at: datetime) -> str:
    """Take again all that the order gave back when it closed, and what the attempt had held.

    "" where all of it was had: the attempt can be captured. Otherwise nothing has changed, and
    this is the code of what stands in the way. Callers hold the order's lock. Raises Busy, which
    says nothing about the order: to be tried again.
    """
    try:
        with savepoint():
            if not hold_again(order, attempt, at=at):
                raise PartsGone(number=order.number)
            orders.reclaim_order(order_id=order.pk, actor=actor, at=at)  # hot rows last
    except Busy:
        raise
    except DomainError as refusal:
        return refusal.code
    return ""
