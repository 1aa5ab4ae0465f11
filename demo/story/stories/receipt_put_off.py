"""The shopper puts receipt by rule off, which can be done once; then the rule receives it."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Receipt put off by the shopper",
    door="API, courier, clock",
    ends="received",
    paid="balance",
)
def receipt_put_off(scene: Scene) -> Script:
    shopper, warehouse, courier = scene.cast.regular, scene.cast.warehouse, scene.cast.courier
    order = scene.buys(shopper)
    shopper.pays_by_balance(order)
    order.becomes("awaiting_shipment")
    warehouse.ships(order)
    order.becomes("shipped")
    courier.scans(order, "collected", "in_transit", "out_for_delivery", "delivered")
    order.parcels_become("delivered")
    shopper.puts_receipt_off(order)
    shopper.is_refused("order.receipt_already_extended", shopper.puts_receipt_off, order)
    yield timedelta(days=8)  # a week is the rule
    order.stays("shipped")
    yield timedelta(days=3)  # and so are three days more
    order.becomes("received")
