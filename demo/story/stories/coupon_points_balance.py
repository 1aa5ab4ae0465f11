"""Three layers and a provider: a coupon off the price, then points, balance, and WeChat Pay for
the rest. The split is shown first, and captured together."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Coupon, points, balance, the rest by WeChat Pay",
    door="API, cashier",
    sku="CLO-TEE-4",  # ¥79.00
    ends="awaiting_shipment",
    paid={"points": 2_000, "balance": 50_00, "wechat": 147_00},  # 3 × 79 less the coupon's 20
)
def coupon_points_balance(scene: Scene) -> None:
    shopper, payer, treasurer = scene.cast.somebody_new(), scene.cast.payer, scene.cast.treasurer
    shopper.claims_coupon("20 off from 199")
    treasurer.gives_points(shopper, 2_000)
    treasurer.gives_balance(shopper, 50_00)
    order = scene.buys(shopper, quantity=3)
    payer.pays(shopper.asks_for_a_code(order, after=["points", "balance"]))
    order.becomes("awaiting_shipment")
