"""What logistics does on news from below, and whom it tells of its own."""

from core.events import after, on
from logistics import services
from logistics.events import ShipmentShipped
from orders.events import LinesCancelled, OrderFulfilling, OrderReceived


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
