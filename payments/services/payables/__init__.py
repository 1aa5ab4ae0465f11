"""What attempts pay and refunds give back; see ``base``."""

from typing import Any

from orders.selectors import lock_order
from payments.models import Attempt, Refund
from payments.services.payables.base import Demand, Payable
from payments.services.payables.order import PayableOrder, require_endable
from payments.services.payables.top_up import PayableTopUp, lock_top_up

__all__ = [
    "Demand",
    "Payable",
    "PayableOrder",
    "PayableTopUp",
    "lock_payable",
    "lock_top_up",
    "payable_of",
    "require_endable",
]


def payable_of(row: Attempt | Refund) -> Payable:
    """What an attempt pays, or a refund gives back: as it was read with it, unlocked."""
    return PayableTopUp(row.top_up) if row.top_up else PayableOrder(_owner(row).order)


def lock_payable(row: Attempt | Refund) -> Payable:
    """The same under its lock. Take it before all that belongs to it."""
    if row.top_up_id:
        return lock_top_up(row.top_up_id)
    return PayableOrder(lock_order(_owner(row).order_id))


def _owner(row: Attempt | Refund) -> Any:
    """Of an attempt its instalment, of a refund itself: what knows the order."""
    return row if isinstance(row, Refund) else row.instalment
