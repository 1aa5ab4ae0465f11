"""The same notification fifty times at once: all of them are thanked for, one is booked."""

from demo.story.scene import Scene
from demo.story.script import expect, story


@story(
    "Notified 50 times at once",
    door="notification",
    ends="awaiting_shipment",
    paid="wechat",
)
def notified_fifty_times(scene: Scene) -> None:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    payer.will("notify_drop", code, "WeChat Pay keeps its notification back for a moment")
    payer.pays(code)
    answers = payer.notifies(code, times=50)
    expect("acknowledged", found=answers.count(204) + answers.count(200), expected=50)
    order.becomes("awaiting_shipment")
    expect("captures", found=order.timeline().count("payment.captured"), expected=1)
