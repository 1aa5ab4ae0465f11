"""What the examples of the API's schema say of promotions."""

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
OWN_GROUP_TEAM = GROUP_TEAM | {"order": "26111112000079385500", "may_leave": True}
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
