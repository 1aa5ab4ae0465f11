"""Sixty shoppers press at once for ten pieces: ten orders, and the others are told. One of the ten
never pays, so its piece is on sale again, and somebody else has it."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story(
    "Flash sale: 60 shoppers, 10 pieces",
    door="back office, API, cashier, clock",
    sku="ELE-CSE-3",
    ends="awaiting_shipment",
    paid="wechat",
)
def flash_sale_rush(scene: Scene) -> Script:
    shopper, payer = scene.cast.newcomer, scene.cast.payer
    scene.cast.promoter.sets_up_flash_sale(scene.goods, amount=9_90, pieces=10)
    crowd, offer = scene.cast.crowd(60), scene.offer("flash_sale", shopper)
    scene.others, refusals = crowd.rushes(scene.goods, offer)
    expect("orders", found=len(scene.others), expected=10)
    expect("the others hear", found=refusals, expected=["flash_sale.sold_out"] * 50)
    forgotten, *paid = scene.others
    for each in paid:
        payer.pays(each.shopper.asks_for_a_code(each))
    shopper.is_refused("flash_sale.sold_out", scene.buys_under, "flash_sale", shopper)
    yield timedelta(minutes=31)  # it has five to be paid in
    forgotten.becomes("closed")
    order = scene.buys_under("flash_sale", shopper)
    payer.pays(shopper.asks_for_a_code(order))
    order.becomes("awaiting_shipment")
