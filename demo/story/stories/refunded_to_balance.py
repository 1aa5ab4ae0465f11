"""Paid from the balance and refunded to it: money that never left us is back at once."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Refunded to the balance",
    door="back office",
    ends="refunded",
    paid="balance",
    returned="balance",
)
def refunded_to_balance(scene: Scene) -> None:
    shopper, supervisor = scene.cast.regular, scene.cast.supervisor
    order = scene.buys(shopper)
    shopper.pays_by_balance(order)
    order.becomes("awaiting_shipment")
    supervisor.refunds(order, reason="the wrong colour")
    order.becomes("refunded")
    scene.goods_are_back(shopper)
