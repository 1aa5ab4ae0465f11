"""Enough tea for a full reduction, and a coupon on what is left of the price."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Full reduction and coupon",
    door="API, cashier",
    sku="TEA-DRP-3",  # ¥99.00
    ends="awaiting_shipment",
    paid={"wechat": 336_00},  # 4 × 99, less 40 from 300 on, less the coupon's 20
)
def reduction_and_coupon(scene: Scene) -> None:
    shopper = scene.cast.somebody_new()
    shopper.claims_coupon("20 off from 199")
    order = scene.buys(shopper, quantity=4)
    scene.cast.payer.pays(shopper.asks_for_a_code(order))
    order.becomes("awaiting_shipment")
