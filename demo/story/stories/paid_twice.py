"""A code stays open while the shopper pays by balance, and is paid too: the second goes back."""

from demo.story.scene import Scene
from demo.story.script import ALL, story


@story(
    "Paid twice, by balance and by WeChat",
    door="API, cashier",
    ends="awaiting_shipment",
    paid={"balance": ALL, "wechat": ALL},
    returned="wechat",
)
def paid_twice(scene: Scene) -> None:
    shopper, payer = scene.cast.regular, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    shopper.pays_by_balance(order)
    order.becomes("awaiting_shipment")
    payer.will("pay_after_close", code, "still has the cashier open, and pays too")
    payer.pays(code)
    payer.gets_back(code, order.payable_amount)
    shopper.is_told("payment.duplicate", order)
    order.stays("awaiting_shipment")
