"""What logistics does on news from below, and whom it tells of its own."""

from core.events import after, on
from logistics import services
from logistics.events import ShipmentMoved, ShipmentShipped
from orders.events import LinesCancelled, OrderFulfilling, OrderReceived, OrderShipped


@after(OrderFulfilling)
def plan_parcels(event: OrderFulfilling) -> None:
    services.plan_shipments(order_id=event.order_id, at=event.at)


@on(LinesCancelled)
def stop_parcels(event: LinesCancelled) -> None:
    services.cancel_shipments(order_id=event.order_id, at=event.at)


@after(OrderReceived)
def confirm_parcels(event: OrderReceived) -> None:
    services.confirm_shipments(order_id=event.order_id, at=event.at)


@after(ShipmentShipped)
def tell_member(event: ShipmentShipped) -> None:
    services.tell_shipped(shipment_id=event.shipment_id, at=event.at)


@after(ShipmentShipped)
def follow_parcel(event: ShipmentShipped) -> None:
    services.follow(shipment_id=event.shipment_id, at=event.at)


@after(ShipmentMoved)
def tell_of_move(event: ShipmentMoved) -> None:
    services.tell_moved(shipment_id=event.shipment_id, what=event.what, at=event.at)


@after(OrderShipped)
def start_receipt(event: OrderShipped) -> None:
    """The last parcel may have been delivered before the rest of the order was cancelled, and
    of parcels that nobody follows no delivery is told."""
    services.start_receipt(order_id=event.order_id, at=event.at)
