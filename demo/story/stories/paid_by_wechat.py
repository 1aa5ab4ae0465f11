"""Paid with WeChat Pay; the shopper forgets to confirm, so receipt and completion come by rule."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Paid by WeChat Pay, received by rule",
    door="cashier, desk, clock",
    ends="completed",
    is_paid=True,
)
def paid_by_wechat(scene: Scene) -> Script:
    shopper, payer, warehouse = scene.cast.newcomer, scene.cast.payer, scene.cast.warehouse
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    payer.pays(code)
    order.becomes("awaiting_shipment")
    warehouse.ships(order)
    order.becomes("shipped")
    yield timedelta(days=7)  # automatic receipt
    order.becomes("received")
    yield timedelta(days=7)  # the after-sales window
    order.becomes("completed")
