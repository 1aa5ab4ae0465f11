"""Paid with WeChat Pay and delivered, each scan pushed by Kuaidi100; the shopper forgets to
confirm, so receipt and completion come by rule."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Paid by WeChat Pay, delivered, received by rule",
    door="cashier, desk, courier, clock",
    ends="completed",
    paid="wechat",
)
def paid_by_wechat(scene: Scene) -> Script:
    shopper, payer, warehouse = scene.cast.newcomer, scene.cast.payer, scene.cast.warehouse
    courier = scene.cast.courier
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    payer.pays(code)
    order.becomes("awaiting_shipment")
    warehouse.ships(order)
    order.becomes("shipped")
    courier.scans(order, "collected", "in_transit", "out_for_delivery", "delivered")
    order.parcels_become("delivered")
    shopper.is_told("shipment.delivered", order)
    order.stays("shipped")  # a courier's word receives nothing
    yield timedelta(days=7)  # automatic receipt
    order.becomes("received")
    yield timedelta(days=7)  # the after-sales window
    order.becomes("completed")
