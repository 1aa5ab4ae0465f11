"""Paid with Alipay and refunded before it ships: Alipay gives the money back at once."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Refunded to Alipay",
    door="back office",
    ends="refunded",
    paid="alipay",
    returned="alipay",
)
def refunded_to_alipay(scene: Scene) -> None:
    shopper, payer, supervisor = scene.cast.newcomer, scene.cast.payer, scene.cast.supervisor
    order = scene.buys(shopper)
    payer.opens_and_pays(shopper.asks_to_pay(order, "alipay", "qr"))
    order.becomes("awaiting_shipment")
    supervisor.refunds(order, reason="ordered by mistake")
    order.becomes("refunded")
    scene.goods_are_back(shopper)
