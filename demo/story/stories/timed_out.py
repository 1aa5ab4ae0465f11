"""Nobody pays. After half an hour the order closes, at WeChat Pay too, and its goods go back."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story("Not paid in time", door="cashier, clock", ends="closed")
def timed_out(scene: Scene) -> Script:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    yield timedelta(minutes=31)
    closed = order.becomes("closed")
    expect("the reason", found=closed["closed_reason"], expected="payment timeout")
    payer.is_turned_away(code, because="closed")
