"""Reopening what was closed for a payment that came late, where the shop wants that."""

from datetime import datetime

from core.actor import Actor
from core.db import savepoint
from core.errors import Busy, DomainError
from payments.errors import PartsGone
from payments.models import Attempt
from payments.services.attempts import hold_again
from payments.services.payables import Payable


def revive(payable: Payable, attempt: Attempt, *, actor: Actor, at: datetime) -> str:
    """Take again all that it gave back when it closed, and what the attempt had held.

    "" where all of it was had: the attempt can be captured. Otherwise nothing has changed, and
    this is the code of what stands in the way. Callers hold the payable's lock. Raises Busy, which
    says nothing about the order: to be tried again.
    """

    def hold_parts() -> None:
        if not hold_again(payable, attempt, at=at):
            raise PartsGone(number=payable.number)

    try:
        with savepoint():
            payable.reclaim(hold_parts=hold_parts, actor=actor, at=at)
    except Busy:
        raise
    except DomainError as refusal:
        return refusal.code
    return ""
