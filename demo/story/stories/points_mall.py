"""Points buy something, with a little money beside them."""

from demo.story.scene import Scene
from demo.story.script import ALL, story


@story(
    "Points mall: points and money",
    door="API, cashier",
    sku="FOD-CHO-1",  # 800 points and ¥9.90
    ends="awaiting_shipment",
    paid={"points": 800, "wechat": ALL},
)
def points_mall(scene: Scene) -> None:
    shopper = scene.cast.somebody_new()
    scene.cast.treasurer.gives_points(shopper, 1_000)
    order = scene.buys_under("points", shopper)
    scene.cast.payer.pays(shopper.asks_for_a_code(order, after=["points"]))
    order.becomes("awaiting_shipment")
