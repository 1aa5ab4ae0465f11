"""A code is open at WeChat Pay, and then the shopper pays by balance: the code is closed first."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "WeChat Pay begun, paid by balance",
    door="API",
    ends="awaiting_shipment",
    paid="balance",
)
def another_way_to_pay(scene: Scene) -> None:
    shopper, payer = scene.cast.regular, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    shopper.pays_by_balance(order)
    order.becomes("awaiting_shipment")
    payer.is_turned_away(code, because="closed")
