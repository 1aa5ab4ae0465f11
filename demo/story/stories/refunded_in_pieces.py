"""Paid by points, balance and WeChat Pay, and refunded bit by bit: a piece, the fee with a little
goodwill, the rest. In the end each has back exactly what it paid."""

from datetime import timedelta

from demo.story.scene import Scene
from demo.story.script import Script, expect, story

_PAID = {"points": 1_000, "balance": 20_00, "wechat": 65_00}  # 3 × 29, and 8 for shipping


@story(
    "Refunded in pieces to points, balance, WeChat Pay",
    door="back office",
    sku="CAR-HND-1",  # ¥29.00
    ends="refunded",
    paid=_PAID,
    returned=_PAID,
)
def refunded_in_pieces(scene: Scene) -> Script:
    shopper, supervisor = scene.cast.somebody_new(), scene.cast.supervisor
    scene.cast.treasurer.gives_points(shopper, 1_000)
    scene.cast.treasurer.gives_balance(shopper, 20_00)
    order = scene.buys(shopper, quantity=3)
    scene.cast.payer.pays(shopper.asks_for_a_code(order, after=["points", "balance"]))
    order.becomes("awaiting_shipment")
    supervisor.refunds_part(order, pieces=1, reason="one is too many")
    yield timedelta(minutes=31)  # a provider wants some time between two refunds
    supervisor.refunds_part(order, shipping=True, goodwill=5_00, reason="it has not left yet")
    order.stays("awaiting_shipment")
    yield timedelta(hours=8, minutes=29)
    supervisor.refunds(order, reason="the shopper waits no longer")
    order.becomes("refunded")
    expect("pieces left", found=order.read()["lines"][0]["refunded_quantity"], expected=3)
