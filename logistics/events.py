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
