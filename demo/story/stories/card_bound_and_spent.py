"""A gift card: issued by finance, bound by number and PIN, and spent."""

from demo.story.scene import Scene
from demo.story.script import expect, story


@story(
    "Stored-value card bound and spent",
    door="back office, API",
    ends="awaiting_shipment",
    paid="stored_value",
)
def card_bound_and_spent(scene: Scene) -> None:
    shopper, card = scene.cast.somebody_new(), scene.cast.treasurer.issues_card(200_00)
    shopper.binds_card(card)
    order = scene.buys(shopper)
    shopper.pays_by_card(order)
    order.becomes("awaiting_shipment")
    left = 200_00 - order.payable_amount
    expect("left on the card", found=shopper.stored_value(), expected=left)
