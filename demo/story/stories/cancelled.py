"""Cancelled before paying: the open payment is closed at the provider first."""

from demo.story.scene import Scene
from demo.story.script import story


@story("Cancelled before paying", door="API", ends="closed")
def cancelled(scene: Scene) -> None:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    shopper.cancels(order)
    order.becomes("closed")
    scene.goods_are_back(shopper)
    payer.is_turned_away(code, because="closed")
