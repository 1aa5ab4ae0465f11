from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class PaymentCaptured(Event):
    """An instalment was paid. ``amount`` in minor units; ``method`` the channel's code."""

    order_id: int
    number: str
    method: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TopUpPaid(Event):
    """A top-up was paid, and is the member's: so much on what ``purpose`` says. ``method``: the
    channel's code."""

    member_id: int
    number: str
    purpose: str
    method: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentReturned(Event):
    """Money came that could not be taken, and goes back: late, duplicate or mismatched.

    ``order_id`` is None for that of a top-up, here and below. ``reason``: of a late one whose order
    was to be reopened, the code of what stood in the way.
    """

    order_id: int | None
    number: str
    refund: str
    disposition: str
    amount: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundRequested(Event):
    """A refund was booked and its money reserved; what goes through a provider is to be sent."""

    order_id: int | None
    number: str
    refund_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundFinished(Event):
    """All of a refund has arrived."""

    order_id: int | None
    number: str
    refund: str
    kind: str
    amount: int
    at: datetime
