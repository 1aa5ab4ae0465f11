"""A parcel is collected and never heard of again: an incident, and no receipt by rule before it
moves again."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Silent parcel, found again",
    door="desk, courier, clock",
    ends="completed",
    paid="balance",
)
def silent_parcel(scene: Scene) -> Script:
    shopper, warehouse, courier = scene.cast.regular, scene.cast.warehouse, scene.cast.courier
    order = scene.buys(shopper)
    shopper.pays_by_balance(order)
    order.becomes("awaiting_shipment")
    warehouse.ships(order)
    order.becomes("shipped")
    courier.scans(order, "collected")
    order.parcels_become("in_transit")
    yield timedelta(days=4)  # three of silence are too many
    parcel = order.parcels()[0]["number"]
    scene.cast.supervisor.finds_incident("parcel_silent", about=parcel)
    order.stays("shipped")
    courier.scans(order, "out_for_delivery", "delivered")
    order.parcels_become("delivered")
    shopper.receives(order)
    order.becomes("received")
    yield timedelta(days=7)  # the after-sales window
    order.becomes("completed")
