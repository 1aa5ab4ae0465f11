from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class ShipmentShipped(Event):
    """A parcel was handed to its courier."""

    shipment_id: int
    number: str
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ShipmentMoved(Event):
    """A courier has told of a parcel: ``what`` is its new status, or the trouble it is in."""

    shipment_id: int
    number: str
    order_id: int
    what: str
    at: datetime
