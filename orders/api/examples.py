"""What the examples of the API's schema say of carts, quotes and orders."""

from typing import Any

ADDRESS_ID = "019e1f41-5e0b-7c3d-b2a4-6d8e9f0a1b33"
ITEM = {"sku": "TEA-01", "quantity": 2}
CHECKOUT = {"items": [ITEM], "address": ADDRESS_ID}
_QUOTED = {"fingerprint": "5f0c1f6d2b7e4a3988d1c0b7a6f5e4d3", "remark": "Please ring twice"}
PLACE = CHECKOUT | _QUOTED
CART_QUOTE = {"address": ADDRESS_ID}
CART_PLACE = CART_QUOTE | _QUOTED
MERGE = {"items": [ITEM]}
EXCHANGE = {"code": "7K2M-9QXA-3TBD-HW5C", "address": ADDRESS_ID}


def _money(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "CNY"}


_AMOUNTS = {"unit_price": _money(9900), "amount": _money(19800)}
_TEA = {
    "name": "Longjing Tea",
    "attributes": [{"name": "Weight", "value": "250 g"}],
    "image": "/static/shop/longjing.svg",
}
CART = {
    "lines": [
        {
            "sku": "TEA-01",
            "product": "longjing",
            **_TEA,
            "quantity": 2,
            "selected": True,
            **_AMOUNTS,
            "available": 1,
            "state": "short",
            "state_text": "fewer left than wanted",
            "added_at": "2026-11-11T03:50:00Z",
        }
    ],
    "selected_quantity": 2,
    "goods": _money(19800),
}
MERGED = {
    "left_out": [{"sku": "TEA-09", "reason": "gone", "reason_text": "not for sale any more"}],
    "cart": CART,
}
_PRICES = {
    "list_price": _money(9900),
    "price_kind": "list",
    "unit_points": 0,
    "discount": _money(2000),
    "payable": _money(17800),
}
_REDUCTION = {"kind": "full_reduction", "code": "019e1f41-6a11", "name": "150 less 20"}
QUOTE = {
    "lines": [ITEM | _AMOUNTS | _PRICES],
    "goods": _money(19800),
    "shipping": _money(800),
    "reductions": [_REDUCTION | {"amount": _money(2000)}],
    "not_applied": [
        {
            "kind": "coupon",
            "code": "019e1f41-7b22",
            "name": "Tea lovers' coupon",
            "reason": "below_threshold",
            "reason_text": "not enough is bought for it yet",
            "missing": _money(2200),
        }
    ],
    "discount": _money(2000),
    "payable": _money(18600),
    "payable_points": 0,
    "points_cap": _money(9300),
    "deposit": _money(0),
    "coupons": [],
    "best_coupons": [],
    "fingerprint": _QUOTED["fingerprint"],
}
ORDER_SUMMARY = {
    "number": "26111112000079385500",
    "status": "pending_payment",
    "status_text": "Awaiting payment",
    "after_sales_status": "none",
    "entry_point": "buy_now",
    "deal_kind": "",
    "deal_id": "",
    "payable": _money(18600),
    "payable_points": 0,
    "lines": [
        {
            "number": 1,
            "sku": "TEA-01",
            **_TEA,
            "quantity": 2,
            "cancelled_quantity": 0,
            "shipped_quantity": 0,
            **_AMOUNTS,
            **_PRICES,
            "refunded_quantity": 0,
            "refunded": _money(0),
        }
    ],
    "allowed_actions": ["pay", "close"],
    "deposit_paid": False,
    "placed_at": "2026-11-11T04:00:00Z",
    "payment_opens_at": "2026-11-11T04:00:00Z",
    "payment_due_at": "2026-11-11T04:30:00Z",
    "version": 1,
}
ORDER = ORDER_SUMMARY | {
    "goods": _money(19800),
    "shipping": _money(800),
    "discount": _money(2000),
    "discounts": [_REDUCTION | {"line": 1, "amount": _money(2000)}],
    "points_cap": _money(9300),
    "instalments": [
        {
            "number": 1,
            "purpose": "full",
            "amount": _money(18600),
            "points": 0,
            "status": "pending",
            "opens_at": "2026-11-11T04:00:00Z",
            "due_at": "2026-11-11T04:30:00Z",
            "captured_at": None,
        }
    ],
    "recipient": {
        "name": "王小明",
        "phone": "13812345678",
        "region_code": "310101",
        "region": ["上海市", "黄浦区"],
        "detail": "南京东路1号",
    },
    "remark": _QUOTED["remark"],
    "paid_at": None,
    "shipped_at": None,
    "received_at": None,
    "completed_at": None,
    "closed_at": None,
    "closed_reason": "",
    "auto_receive_at": None,
    "receipt_extended_at": None,
    "auto_complete_at": None,
}
TIMELINE_ENTRY = {
    "kind": "payment.captured",
    "facts": {"payment": "P26111112000079385500", "method": "wechat", "amount": 18600},
    "at": "2026-11-11T04:03:00Z",
}
