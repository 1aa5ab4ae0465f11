"""What the examples of the API's schema say of the catalogue."""

CATEGORY = {"slug": "tea", "name": "Tea & Coffee", "parent": None}
STORE = {
    "code": "SH-NJ",
    "name": "Nanjing Road",
    "region_code": "310101",
    "region": ["上海市", "黄浦区"],
    "address": "南京东路1号",
}
PRODUCT_SUMMARY = {
    "slug": "longjing",
    "name": "Longjing Tea",
    "kind": "physical",
    "category": "tea",
    "image": "/static/shop/longjing.svg",
    "price_from": {"amount": 9900, "currency": "CNY"},
    "in_stock": True,
}
SKU = {
    "code": "TEA-01",
    "attributes": [{"name": "Weight", "value": "250 g"}],
    "price": {"amount": 9900, "currency": "CNY"},
    "weight_grams": 300,
    "image": "/static/shop/longjing.svg",
    "available": 12,
}
PRODUCT = {
    "slug": "longjing",
    "name": "Longjing Tea",
    "kind": "physical",
    "description": "Picked before the Qingming festival.",
    "category": CATEGORY,
    "image": "/static/shop/longjing.svg",
    "skus": [SKU],
}
