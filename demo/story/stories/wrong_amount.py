"""A notification, rightly signed, says one fen less than was asked for.

It is booked to suspense with an incident. The provider is asked for the true figure, and
only that one counts.
"""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Notified of a wrong amount",
    door="notification, query",
    ends="awaiting_shipment",
    paid="wechat",
)
def wrong_amount(scene: Scene) -> Script:
    shopper, payer, supervisor = scene.cast.newcomer, scene.cast.payer, scene.cast.supervisor
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    payer.will("notify_wrong_amount", code, "WeChat Pay will tell of one fen less", off_by=-1)
    payer.pays(code)
    supervisor.finds_incident("payment_mismatch", about=code.payment)
    yield timedelta(seconds=20)
    order.becomes("awaiting_shipment")
