"""The order has closed, and then the money comes: it is booked, and goes back at once."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Paid after it had closed",
    door="clock, cashier",
    ends="closed",
    paid="wechat",
    returned="wechat",
)
def paid_late(scene: Scene) -> Script:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    yield timedelta(minutes=31)
    order.becomes("closed")
    payer.will("pay_after_close", code, "has had the cashier open all the while")
    payer.pays(code)
    payer.gets_back(code, order.payable_amount)
    shopper.is_told("payment.late", order)
    order.stays("closed")
