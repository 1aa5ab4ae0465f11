"""A deposit whose balance nobody pays in its window: the order closes, the shop keeps it."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, story


@story(
    "Presale: deposit forfeited",
    door="back office, cashier, clock",
    sku="CAR-CRM-2",
    ends="closed",
    paid={"wechat": 30_00},
)
def presale_forfeited(scene: Scene) -> Script:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    scene.cast.promoter.sets_up_presale(
        scene.goods, amount=249_00, deposit=30_00, worth=50_00, opens=timedelta(hours=8)
    )
    order = scene.buys_under("presale", shopper)
    payer.pays(shopper.asks_for_a_code(order))
    order.has_paid_deposit()
    yield timedelta(days=4)  # the balance was due three days after it opened
    order.becomes("closed")
