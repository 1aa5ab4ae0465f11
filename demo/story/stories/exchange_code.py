"""An exchange code turns into an order that has nothing to pay, and so is paid at once."""

from demo.story.scene import Scene
from demo.story.script import story


@story("Exchange code, nothing to pay", door="back office, API", ends="awaiting_shipment")
def exchange_code(scene: Scene) -> None:
    shopper, code = scene.cast.newcomer, scene.cast.promoter.prints_exchange_code(scene.goods)
    scene.order = shopper.exchanges(code)
    scene.order.becomes("awaiting_shipment")
    shopper.is_refused("exchange_code.used", shopper.exchanges, code)
