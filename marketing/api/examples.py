"""What the examples of the API's schema say of promotions."""

from typing import Any


def _money(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "CNY"}


_OFFER = {
    "id": "019e1f41-5e0b-7c3d-b2a4-6d8e9f0a1b44",
    "sku": "TEA-01",
    "product": "longjing",
    "product_name": "Longjing Tea",
    "attributes": [{"name": "Weight", "value": "250 g"}],
    "image": "/static/shop/longjing.svg",
    "list_price": _money(59900),
    "starts_at": "2026-10-24T12:00:00Z",
    "ends_at": "2026-11-10T16:00:00Z",
    "quota": 200,
    "left": 63,
    "per_member_limit": 2,
    "mine": 1,
}
PRESALE = _OFFER | {
    "name": "New tea, ahead of time",
    "stage": "warm_up",
    "stage_text": "deposits are taken",
    "price": _money(50000),
    "deposit": _money(5000),
    "deposit_worth": _money(10000),
    "balance": _money(40000),
    "deposit_refundable": False,
    "balance_opens_at": "2026-11-11T12:00:00Z",
    "balance_due_at": "2026-11-12T15:59:59Z",
}
MALL_ITEM = _OFFER | {"points": 2000, "cash": _money(990), "affordable": True}
POINTS_MALL = {"points": 2600, "items": [MALL_ITEM]}
