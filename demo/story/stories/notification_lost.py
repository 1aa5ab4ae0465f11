"""The money is there and no notification ever comes: the shop asks, and finds it."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story(
    "Notification lost, found by query",
    door="query",
    ends="awaiting_shipment",
    paid="wechat",
)
def notification_lost(scene: Scene) -> Script:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    payer.will("notify_drop", code, "every notification about this payment gets lost")
    payer.pays(code)
    yield timedelta(seconds=20)  # the first query comes after 15
    order.becomes("awaiting_shipment")
    expect("who told of it", found=payer.told_by(code), expected="query")
