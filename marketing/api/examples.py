"""What the examples of the API's schema say of promotions."""

from typing import Any

GROUP_OFFER = {
    "id": "019e1f41-6c2a-7d10-9f0e-1b2c3d4e5f60",
    "name": "Longjing for three",
    "product": {"slug": "longjing", "name": "Longjing Tea", "image": "/static/shop/longjing.svg"},
    "prices": [
        {
            "sku": "TEA-01",
            "attributes": [{"name": "Weight", "value": "250 g"}],
            "price": {"amount": 6900, "currency": "CNY"},
            "list_price": {"amount": 9900, "currency": "CNY"},
        }
    ],
    "team_size": 3,
    "forms_within": 86400,
    "limit_per_member": 2,
    "pieces_left": 120,
    "takes_coupons": False,
    "opens_at": "2026-11-01T00:00:00Z",
    "ends_at": "2026-11-30T16:00:00Z",
}
GROUP_TEAM = {
    "code": "K7QW3MZ9TA",
    "offer": GROUP_OFFER["id"],
    "name": "Longjing for three",
    "status": "forming",
    "status_text": "Forming",
    "size": 3,
    "missing": 1,
    "virtual_members": 0,
    "can_be_joined": True,
    "due_at": "2026-11-12T04:03:00Z",
    "ended_at": None,
    "members": [
        {"name": "王**", "is_leader": True, "joined_at": "2026-11-11T04:03:00Z"},
        {"name": "138****5678", "is_leader": False, "joined_at": "2026-11-11T05:00:00Z"},
    ],
}
OWN_GROUP_TEAM = GROUP_TEAM | {
    "order": "26111112000079385500",
    "is_held": True,
    "may_leave": True,
}
FLASH_ITEM = {
    "id": "019ab1c2-5e1f-7d40-9a53-0c5f1e8f4b21",
    "product": "longjing",
    "sku": "TEA-01",
    "name": "Longjing Tea",
    "attributes": [{"name": "Weight", "value": "250 g"}],
    "image": "/static/shop/longjing.svg",
    "price": {"amount": 1900, "currency": "CNY"},
    "list_price": {"amount": 9900, "currency": "CNY"},
    "per_member_limit": 1,
    "quota": 50,
    "sold": 31,
    "left": 19,
}
FLASH_SALE = {
    "id": "019ab1c2-5e1f-7b11-8e2a-8d0b6a1f77c3",
    "name": "Noon sale",
    "state": "running",
    "starts_at": "2026-11-11T04:00:00Z",
    "ends_at": "2026-11-11T05:00:00Z",
    "takes_coupons": False,
    "items": [FLASH_ITEM],
}
FLASH_SALES = {"server_time": "2026-11-11T04:08:30Z", "sales": [FLASH_SALE]}
_OFFER = {
    "id": "019e1f41-5e0b-7c3d-b2a4-6d8e9f0a1b44",
    "sku": "TEA-01",
    "product": "longjing",
    "product_name": "Longjing Tea",
    "attributes": [{"name": "Weight", "value": "250 g"}],
    "image": "/static/shop/longjing.svg",
    "list_price": {"amount": 59900, "currency": "CNY"},
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
    "price": {"amount": 50000, "currency": "CNY"},
    "deposit": {"amount": 5000, "currency": "CNY"},
    "deposit_worth": {"amount": 10000, "currency": "CNY"},
    "balance": {"amount": 40000, "currency": "CNY"},
    "deposit_refundable": False,
    "balance_opens_at": "2026-11-11T12:00:00Z",
    "balance_due_at": "2026-11-12T15:59:59Z",
}
PRODUCT_DEALS = {"flash_sales": [FLASH_SALE], "group_offers": [GROUP_OFFER], "presales": [PRESALE]}
MALL_ITEM = _OFFER | {
    "points": 2000,
    "cash": {"amount": 990, "currency": "CNY"},
    "affordable": True,
}
POINTS_MALL = {"points": 2600, "items": [MALL_ITEM]}

_TERMS: dict[str, Any] = {
    "name": "Tea lovers' coupon",
    "kind": "fixed",
    "amount": {"amount": 1000, "currency": "CNY"},
    "off_basis_points": 0,
    "cap": None,
    "threshold": {"amount": 9900, "currency": "CNY"},
    "stackable": False,
    "category_ids": [],
    "skus": ["TEA-01"],
}
CLAIMABLE = {
    "id": "019e1f41-6a11-7c3d-b2a4-6d8e9f0a1b35",
    **_TERMS,
    "left": 120,
    "mine": 0,
    "per_member_limit": 1,
    "may_claim": True,
    "valid_from": None,
    "valid_until": None,
    "valid_days": 7,
    "claimable_until": "2026-11-12T00:00:00Z",
}
COUPON = {
    "id": "019e1f41-7b22-7c3d-b2a4-6d8e9f0a1b34",
    **_TERMS,
    "valid_from": "2026-11-11T04:00:00Z",
    "valid_until": "2026-11-18T04:00:00Z",
    "used_for": "",
}
EXCHANGE_CODE = {"code": "7KQW-M3ZN-T9AH-C2XR"}
