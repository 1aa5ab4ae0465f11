"""A deposit that counts for more than itself, and the balance once its window opens."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Presale: deposit, then balance",
    door="back office, cashier, clock",
    sku="CAR-CRM-1",
    ends="awaiting_shipment",
    paid={"wechat": 119_00},  # 139, of which 20 count for 40
)
def presale_paid(scene: Scene) -> Script:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    scene.cast.promoter.sets_up_presale(
        scene.goods, amount=139_00, deposit=20_00, worth=40_00, opens=timedelta(hours=8)
    )
    order = scene.buys_under("presale", shopper)
    payer.pays(shopper.asks_for_a_code(order))
    order.has_paid_deposit()
    shopper.is_refused("order.balance_not_open", shopper.asks_for_a_code, order)
    yield timedelta(hours=9)
    payer.pays(shopper.asks_for_a_code(order))
    order.becomes("awaiting_shipment")
