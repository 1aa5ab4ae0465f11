from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    order_id: int
    number: str
    payable_amount: int
    payable_points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderPaid(Event):
    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderRevived(Event):
    """It was closed, and is not any more: a late payment was taken for it."""

    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderFulfilling(Event):
    """Handed to fulfilment: parcels are to be planned."""

    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderShipped(Event):
    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderReceived(Event):
    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderCompleted(Event):
    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderClosed(Event):
    """Never paid, or given up. What it held is free again."""

    order_id: int
    number: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderForfeited(Event):
    """The balance was never paid: the order is closed, and ``amount`` stays with the shop."""

    order_id: int
    number: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StockFellShort(Event):
    """Paid in full, and its goods are not there: it waits under a block."""

    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderRefunded(Event):
    order_id: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinesCancelled(Event):
    """Goods that will not be shipped any more: parcels with them must be stopped."""

    order_id: int
    number: str
    lines: tuple[int, ...]
    at: datetime
