from logistics.models.courier import Courier
from logistics.models.log import ShipmentEvent
from logistics.models.shipment import Shipment, ShipmentLine
from logistics.models.tracking import Following, TrackingEvent, TrackingNumber

__all__ = [
    "Courier",
    "Following",
    "Shipment",
    "ShipmentEvent",
    "ShipmentLine",
    "TrackingEvent",
    "TrackingNumber",
]
