"""What the examples of the API's schema say of members."""

MEMBER = {
    "id": "019e1f3e-7b1c-7d52-8a3f-2f6c1b0d9e11",
    "phone": "13812345678",
    "nickname": "小明",
    "has_password": False,
    "created_at": "2026-11-01T02:00:00Z",
}
SENT_CODE = {"expires_at": "2026-11-11T04:05:00Z"}
CODE_SIGN_IN = {"phone": "13812345678", "code": "042137", "device": "iPhone"}
PASSWORD_SIGN_IN = {"phone": "13812345678", "password": "correct horse battery staple"}
WECHAT_CODE = {"app": "mini", "code": "0b3XyzGa1kQ4uF0hTnHa1"}
WECHAT_SIGN_IN = WECHAT_CODE | {"device": "iPhone"}
WECHAT_AUTHORIZE = {
    "url": "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1",
    "state": "k3v9",
}
WECHAT_IDENTITY = {"app": "mini", "linked_at": "2026-11-11T04:00:00Z"}
PROVEN_PHONE = {"phone": "13812345678", "code": "042137"}
SIGNED_IN = {"token": "8LFhs2eQYlK0vJ5n3Zt9cAqXwB7mD1RgUoP4iTyEjHk", "member": MEMBER}
DEVICE = {
    "id": "019e1f40-0c55-7a10-9d0e-5b7f3c2a1e22",
    "device": "iPhone",
    "created_at": "2026-11-11T04:00:00Z",
    "seen_at": "2026-11-11T04:00:00Z",
    "expires_at": "2027-02-09T04:00:00Z",
    "is_this_one": True,
}
REGION = {
    "code": "440305",
    "name": "南山区",
    "path": ["广东省", "深圳市", "南山区"],
    "is_district": True,
}
NEW_ADDRESS = {
    "name": "王小明",
    "phone": "13812345678",
    "region_code": "310101",
    "detail": "南京东路1号",
    "is_default": True,
}
ADDRESS = NEW_ADDRESS | {
    "id": "019e1f41-5e0b-7c3d-b2a4-6d8e9f0a1b33",
    "region": ["上海市", "黄浦区"],
}
WALLET = {
    "balance": {"amount": 50000, "currency": "CNY"},
    "held": {"amount": 0, "currency": "CNY"},
    "available": {"amount": 50000, "currency": "CNY"},
    "points": {"balance": 1200, "held": 200, "available": 1000},
    "points_expiring": {"points": 300, "expires_at": "2026-12-31T16:00:00Z"},
    "stored_value": {
        "balance": {"amount": 8500, "currency": "CNY"},
        "held": {"amount": 0, "currency": "CNY"},
        "available": {"amount": 8500, "currency": "CNY"},
    },
    "stored_value_expiring": None,
    "is_frozen": False,
}
STATEMENT_LINE = {
    "kind": "balance_grant",
    "reference": "welcome",
    "at": "2026-11-01T02:00:00Z",
    "change": {"amount": 50000, "currency": "CNY"},
}
POINTS_LINE = {
    "kind": "points_earned",
    "reference": "26111112000079385500",
    "at": "2026-11-20T02:00:00Z",
    "change": 128,
}
BIND_CARD = {"number": "4821 0934 7750 1268", "pin": "K7XM-2PQW-9RTA-HC4D"}
CARD = {
    "number": "4821093477501268",
    "name": "百元礼品卡",
    "face_value": {"amount": 10000, "currency": "CNY"},
    "remaining": {"amount": 8500, "currency": "CNY"},
    "is_gift": False,
    "bound_at": "2026-11-11T04:00:00Z",
    "expires_at": None,
}
CARD_LINE = {
    "kind": "held",
    "reference": "26111112000079385500",
    "at": "2026-11-11T04:00:00Z",
    "change": {"amount": -1500, "currency": "CNY"},
}
TIER = {
    "name": "银卡",
    "threshold": 1000,
    "price_factor": 9800,
    "points_multiplier": 12000,
    "benefits": ["98 折", "1.2 倍积分"],
}
STANDING = {
    "tier": TIER,
    "growth": 1830,
    "growth_this_year": 1530,
    "next_tier": TIER | {"name": "金卡", "threshold": 5000, "price_factor": 9500},
    "missing_growth": 3470,
    "review_at": "2027-11-11T04:00:00Z",
}
TIER_CHANGE = {
    "from_tier": None,
    "to_tier": "银卡",
    "cause": "reached",
    "growth": 1030,
    "at": "2026-11-11T04:00:00Z",
}
GROWTH_LINE = {
    "cause": "completed",
    "reference": "26111112000079385500",
    "at": "2026-11-11T04:00:00Z",
    "change": 128,
}
NOTICE = {
    "id": "019e1f42-3a6f-7b88-8c1d-7e9f0a1b2c44",
    "event": "shipment.shipped",
    "reference": "26111112000079385500",
    "facts": {"courier": "shunfeng", "tracking_number": "SF1234567890123"},
    "created_at": "2026-11-12T01:30:00Z",
    "read_at": None,
}
