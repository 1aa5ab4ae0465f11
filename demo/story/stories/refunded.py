"""Paid with WeChat Pay and refunded before it ships. Accepted is not refunded: the order is
refunded when the provider says that the money has arrived."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Refunded to WeChat Pay",
    door="back office",
    ends="refunded",
    paid="wechat",
    returned="wechat",
)
def refunded(scene: Scene) -> None:
    shopper, payer, supervisor = scene.cast.newcomer, scene.cast.payer, scene.cast.supervisor
    order = scene.buys(shopper, quantity=2)
    code = shopper.asks_for_a_code(order)
    payer.pays(code)
    order.becomes("awaiting_shipment")
    payer.will("refund_outcome", code, "WeChat Pay takes its time with refunds", seconds=-1)
    supervisor.refunds(order, reason="ordered twice by mistake")
    order.becomes("refunding")
    payer.is_refunded(code, order.payable_amount)
    order.becomes("refunded")
    scene.goods_are_back(shopper)
