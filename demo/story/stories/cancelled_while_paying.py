"""The shopper cancels as the payer pays. The provider has the money, so the order is paid."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Cancelled while paying",
    door="API, cashier",
    ends="awaiting_shipment",
    paid="wechat",
)
def cancelled_while_paying(scene: Scene) -> None:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    payer.will("pay_at_close", code, "is about to pay, in the very moment of the cancellation")
    shopper.is_refused("payment.already_paid", shopper.cancels, order)
    order.becomes("awaiting_shipment")
