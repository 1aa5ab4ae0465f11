"""Somebody else signs a notification of the payment: it is not believed, and the shop asks."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story(
    "Notifications forged, found by query",
    door="notification, query",
    ends="awaiting_shipment",
    paid="wechat",
)
def notification_forged(scene: Scene) -> Script:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    payer.will("notify_drop", code, "the true notification of this payment gets lost")
    payer.pays(code)
    statuses = payer.notifies(code, times=3, is_forged=True)
    expect("answers to forged notifications", found=set(statuses), expected={401})
    order.stays("pending_payment")
    yield timedelta(seconds=20)  # the first query comes after 15
    order.becomes("awaiting_shipment")
