"""WeChat Pay is down as the shopper wants to pay: a second press goes on with the same payment."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "WeChat Pay down, then up again",
    door="API, cashier",
    ends="awaiting_shipment",
    paid="wechat",
)
def provider_down(scene: Scene) -> None:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    down = payer.meets_outage("prepay", "WeChat Pay answers 500")
    shopper.is_refused("payment.provider_unreachable", shopper.asks_for_a_code, order)
    payer.lifts(down)
    payer.pays(shopper.asks_for_a_code(order))
    order.becomes("awaiting_shipment")
