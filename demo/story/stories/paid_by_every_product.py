"""One order for each way to open a provider's cashier, all paid and notified."""

from demo.story.scene import Scene
from demo.story.script import Story, story

# Channel, product, and the app in which WeChat must know the shopper before.
_WAYS = (
    ("wechat", "native", ""),
    ("wechat", "jsapi", "official"),
    ("wechat", "mini", "mini"),
    ("wechat", "h5", ""),
    ("wechat", "app", ""),
    ("alipay", "qr", ""),
    ("alipay", "page", ""),
    ("alipay", "wap", ""),
    ("alipay", "app", ""),
)


def _paid_by(method: str, product: str, inside: str) -> Story:
    @story(
        f"Paid by {method}, {product}",
        door="API, cashier",
        ends="awaiting_shipment",
        paid=method,
    )
    def tell(scene: Scene) -> None:
        shopper, payer = scene.cast.newcomer, scene.cast.payer
        order = scene.buys(shopper)
        if inside:
            shopper.links_wechat(inside, payer.opens_app(inside, person=shopper.phone))
        payer.opens_and_pays(shopper.asks_to_pay(order, method, product))
        order.becomes("awaiting_shipment")

    return tell


paid_by_every_product = tuple(_paid_by(*way) for way in _WAYS)
