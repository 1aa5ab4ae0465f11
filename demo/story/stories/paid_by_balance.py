"""The plain way: paid from the balance, shipped, received, and a week later completed."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Paid by balance, received by the shopper",
    door="API, desk, clock",
    ends="completed",
    paid="balance",
)
def paid_by_balance(scene: Scene) -> Script:
    shopper, warehouse = scene.cast.regular, scene.cast.warehouse
    order = scene.buys(shopper, quantity=2, presses=2)
    shopper.pays_by_balance(order)
    order.becomes("awaiting_shipment")
    warehouse.ships(order)
    order.becomes("shipped")
    shopper.receives(order)
    order.becomes("received")
    yield timedelta(days=7)  # the after-sales window
    order.becomes("completed")
