"""What the examples of the API's schema say of promotions."""

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
