"""A group of two: the first to pay waits for the other, and then both are shipped."""

from demo.story.scene import Scene
from demo.story.script import story


@story(
    "Group formed",
    door="API, cashier",
    sku="TEA-LJ-1",  # ¥128.00, at 80 % in a group
    ends="awaiting_shipment",
    paid={"wechat": 102_40},
)
def group_formed(scene: Scene) -> None:
    shopper, friend, payer = scene.cast.newcomer, scene.cast.somebody_new(), scene.cast.payer
    order = scene.buys_under("group_buy", shopper)
    payer.pays(shopper.asks_for_a_code(order))
    order.becomes("paid")  # and stays so until the group is complete
    joined = scene.joins(order, friend)
    order.stays("paid")
    payer.pays(friend.asks_for_a_code(joined))
    joined.becomes("awaiting_shipment")
    order.becomes("awaiting_shipment")
