"""A supervisor lets an unpaid order cost less: the code over the old price is closed first."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Price lowered by staff",
    door="back office, cashier",
    sku="ELE-STD-2",  # ¥99.00
    ends="awaiting_shipment",
    paid={"wechat": 85_00},
)
def price_lowered(scene: Scene) -> None:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    order = scene.buys(shopper)
    code = shopper.asks_for_a_code(order)
    scene.cast.supervisor.lowers_price(order, to=85_00, reason="a scratch on the stand")
    payer.is_turned_away(code, because="closed")
    payer.pays(shopper.asks_for_a_code(order))
    order.becomes("awaiting_shipment")
