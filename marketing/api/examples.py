"""What the examples of the API's schema say of promotions."""

from typing import Any

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
