"""The parcel arrives and no push ever does: the shop asks the provider, and finds it."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story(
    "Pushes lost, delivery found by query",
    door="desk, courier, query",
    ends="completed",
    paid="balance",
)
def push_lost(scene: Scene) -> Script:
    shopper, warehouse, courier = scene.cast.regular, scene.cast.warehouse, scene.cast.courier
    order = scene.buys(shopper)
    shopper.pays_by_balance(order)
    order.becomes("awaiting_shipment")
    warehouse.ships(order)
    order.becomes("shipped")
    courier.loses_pushes(order)
    courier.scans(order, "collected", "in_transit", "out_for_delivery", "delivered")
    yield timedelta(hours=9)  # a number that is silent for 8 is asked after
    order.parcels_become("delivered")
    expect("pushes taken", found=courier.pushes_taken(order), expected=0)
    shopper.receives(order)
    order.becomes("received")
    yield timedelta(days=7, hours=15)  # past the after-sales window
    order.becomes("completed")
