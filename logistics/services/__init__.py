"""What can be done with parcels. Nothing else writes the tables of this app."""

from logistics.services.apply_rule import apply_ship_by
from logistics.services.cancel import cancel_shipments
from logistics.services.confirm import confirm_shipments
from logistics.services.couriers import add_known_couriers
from logistics.services.late import report_late_shipments
from logistics.services.pack import pack_shipment, start_picking
from logistics.services.plan import plan_shipments
from logistics.services.ship import ship_shipment
from logistics.services.tell import tell_shipped

__all__ = [
    "add_known_couriers",
    "apply_ship_by",
    "cancel_shipments",
    "confirm_shipments",
    "pack_shipment",
    "plan_shipments",
    "report_late_shipments",
    "ship_shipment",
    "start_picking",
    "tell_shipped",
]
