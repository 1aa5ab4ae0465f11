from datetime import datetime

from core.actor import Actor
from core.db import atomic
from logistics import selectors
from logistics.lifecycle import PACK, PICK
from logistics.models import Shipment
from logistics.state_machine import move
from orders.services import record


@atomic
def start_picking(*, shipment_id: int, actor: Actor, at: datetime) -> Shipment:
    """Somebody goes to the shelves for a parcel. Raises what ``pack_shipment`` raises."""
    shipment = _locked_to_leave(shipment_id)
    move(shipment, PICK, actor=actor, at=at)
    facts = {"shipment": shipment.number}
    record(order_id=shipment.order_id, kind="shipment.picking", facts=facts, actor=actor, at=at)
    return shipment


@atomic
def pack_shipment(*, shipment_id: int, actor: Actor, at: datetime) -> Shipment:
    """A parcel is closed and waits for its courier, whether or not picking was told before.

    Raises AlreadyShipped, OrderHeld (its goods must stay on the shelf) and
    ShipmentTransitionRefused.
    """
    shipment = _locked_to_leave(shipment_id)
    move(shipment, PACK, actor=actor, at=at)
    facts = {"shipment": shipment.number}
    record(order_id=shipment.order_id, kind="shipment.packed", facts=facts, actor=actor, at=at)
    return shipment


def _locked_to_leave(shipment_id: int) -> Shipment:
    shipment = selectors.locked_shipment(shipment_id)
    if refused := selectors.shipping_refusal(shipment):
        raise refused
    return shipment
