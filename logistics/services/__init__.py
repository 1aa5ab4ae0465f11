"""What can be done with parcels. Nothing else writes the tables of this app."""

from logistics.services.apply_rule import apply_ship_by
from logistics.services.cancel import cancel_shipments
from logistics.services.confirm import confirm_shipments
from logistics.services.couriers import add_known_couriers
from logistics.services.follow import ask_again, follow, lease_steps, take_step
from logistics.services.label import add_tracking_number
from logistics.services.late import report_late_shipments
from logistics.services.pack import pack_shipment, start_picking
from logistics.services.plan import plan_shipments
from logistics.services.push import receive_push
from logistics.services.ship import ship_shipment
from logistics.services.silence import report_not_collected, report_silence
from logistics.services.suggest import suggest_couriers
from logistics.services.tell import tell_moved, tell_shipped
from logistics.services.trail import apply_trail, start_receipt

__all__ = [
    "add_known_couriers",
    "add_tracking_number",
    "apply_ship_by",
    "apply_trail",
    "ask_again",
    "cancel_shipments",
    "confirm_shipments",
    "follow",
    "lease_steps",
    "pack_shipment",
    "plan_shipments",
    "receive_push",
    "report_late_shipments",
    "report_not_collected",
    "report_silence",
    "ship_shipment",
    "start_picking",
    "start_receipt",
    "suggest_couriers",
    "take_step",
    "tell_moved",
    "tell_shipped",
]
