"""What has to happen before a provider is called: apps above place a block, and lift it."""

from datetime import datetime

from core.db import atomic
from payments import selectors
from payments.lifecycle import LegStatus
from payments.models import RefundBlock
from payments.services.payables import lock_payable
from payments.state_machine import move


@atomic
def place_refund_block(*, refund_id: int, kind: str, reference: str, at: datetime) -> RefundBlock:
    """Hold back what a refund has not sent to a provider yet. Placed again, it is the same block.

    In time is who hears RefundRequested in the refund's own transaction (``@on``).
    """
    refund = selectors.refund(refund_id)
    lock_payable(refund)
    block, _is_new = RefundBlock.objects.get_or_create(
        refund=refund, kind=kind, reference=reference, lifted_at=None, defaults={"placed_at": at}
    )
    for leg in refund.legs.filter(status=LegStatus.CREATED):
        move(leg, LegStatus.BLOCKED, next_step_at=None)
    return block


@atomic
def lift_refund_block(*, refund_id: int, kind: str, reference: str, at: datetime) -> None:
    """Let the refund go on, unless another block holds it. One that is not open changes nothing."""
    refund = selectors.refund(refund_id)
    lock_payable(refund)
    placed = RefundBlock.objects.filter(refund=refund, kind=kind, reference=reference)
    if not placed.filter(lifted_at=None).update(lifted_at=at) or selectors.is_blocked(refund_id):
        return
    for leg in refund.legs.filter(status=LegStatus.BLOCKED):
        move(leg, LegStatus.CREATED, next_step_at=at)
