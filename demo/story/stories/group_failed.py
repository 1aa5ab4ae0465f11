"""Two of three pay and the third never does: in a day the group fails, and who paid is refunded."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story


@story(
    "Group failed",
    door="API, cashier, clock",
    sku="FOD-NUT-2",
    ends="refunded",
    paid="wechat",
    returned="wechat",
)
def group_failed(scene: Scene) -> Script:
    shopper, friend, payer = scene.cast.newcomer, scene.cast.somebody_new(), scene.cast.payer
    order = scene.buys_under("group_buy", shopper)
    payer.pays(shopper.asks_for_a_code(order))
    order.becomes("paid")
    joined = scene.joins(order, friend)
    payer.pays(friend.asks_for_a_code(joined))
    joined.becomes("paid")
    forgotten = scene.joins(order, scene.cast.somebody_new())
    expect("missing in the group", found=order.team()["missing"], expected=1)
    yield timedelta(days=4)  # three more than it has
    forgotten.becomes("closed")
    joined.becomes("refunded")
    order.becomes("refunded")
    expect("the group", found=order.team()["status"], expected="failed")
