"""Collected in the cart and bought from it, shipped and received; the cart is empty then."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story(
    "Bought from the cart",
    door="API, desk",
    ends="completed",
    paid="wechat",
)
def from_the_cart(scene: Scene) -> Script:
    shopper, warehouse = scene.cast.newcomer, scene.cast.warehouse
    order = scene.buys(shopper, quantity=2, from_cart=True)
    expect("lines left in the cart", found=shopper.cart(), expected=[])
    scene.cast.payer.pays(shopper.asks_for_a_code(order))
    order.becomes("awaiting_shipment")
    warehouse.ships(order)
    order.becomes("shipped")
    shopper.receives(order)
    order.becomes("received")
    yield timedelta(days=7)  # the after-sales window
    order.becomes("completed")
