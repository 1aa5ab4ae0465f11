"""Ordered by phone: customer service enters the order, and the shopper pays it."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Entered by staff for a member",
    door="back office, cashier",
    ends="awaiting_shipment",
    paid="wechat",
)
def ordered_by_phone(scene: Scene) -> None:
    shopper, service = scene.cast.newcomer, scene.cast.service
    order = scene.order = service.enters_order(shopper, scene.goods, quantity=2)
    scene.cast.payer.pays(shopper.asks_for_a_code(order))
    order.becomes("awaiting_shipment")
