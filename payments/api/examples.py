"""What the examples of the API's schema say of payments."""

START = {"methods": ["points", "balance", "wechat"], "product": "native", "points": 3000}
ATTEMPT = {
    "number": "2611111200007938550001",
    "method": "wechat",
    "product": "native",
    "amount": {"amount": 20600, "currency": "CNY"},
    "tenders": [
        {
            "method": "points",
            "amount": {"amount": 3000, "currency": "CNY"},
            "points": 3000,
            "status": "held",
        },
        {
            "method": "wechat",
            "amount": {"amount": 17600, "currency": "CNY"},
            "points": 0,
            "status": "held",
        },
    ],
    "status": "open",
    "parameters": {"code_url": "weixin://wxpay/bizpayurl?pr=Yk3vT8Zzz"},
    "expires_at": "2026-11-11T04:30:00Z",
    "opened_at": "2026-11-11T04:01:00Z",
    "ended_at": None,
}
REFUND = {
    "number": "26111112000079385500R1",
    "kind": "order",
    "amount": {"amount": 20600, "currency": "CNY"},
    "points": 0,
    "destination": "original",
    "reason": "Changed my mind",
    "requested_at": "2026-11-11T05:00:00Z",
    "finished_at": None,
    "lines": [
        {
            "kind": "goods",
            "line": 1,
            "quantity": 2,
            "amount": {"amount": 19800, "currency": "CNY"},
            "points": 0,
        },
        {
            "kind": "shipping",
            "line": None,
            "quantity": 0,
            "amount": {"amount": 800, "currency": "CNY"},
            "points": 0,
        },
    ],
    "legs": [
        {
            "number": "26111112000079385500R1_1",
            "method": "wechat",
            "amount": {"amount": 20600, "currency": "CNY"},
            "points": 0,
            "status": "pending",
            "ended_at": None,
        }
    ],
}
PAYMENTS = {"payments": [ATTEMPT], "refunds": [REFUND]}
METHODS = {
    "due": {"amount": 20600, "currency": "CNY"},
    "due_points": 0,
    "points_available": 3180,
    "points_step": 100,
    "methods": [
        {
            "method": "points",
            "name": "Points",
            "products": ["points"],
            "most": {"amount": 3100, "currency": "CNY"},
            "most_points": 3100,
        },
        {
            "method": "wechat",
            "name": "WeChat Pay",
            "products": ["native"],
            "most": {"amount": 20600, "currency": "CNY"},
            "most_points": 0,
        },
    ],
    "split": [
        {"method": "points", "amount": {"amount": 3000, "currency": "CNY"}, "points": 3000},
        {"method": "wechat", "amount": {"amount": 17600, "currency": "CNY"}, "points": 0},
    ],
}
CANCEL = {"reason": "Bought the wrong size"}
TOP_UP = {"amount": {"amount": 20000, "currency": "CNY"}, "purpose": "balance"}
TOPPED_UP = {
    "number": "T26111112000079385500",
    "purpose": "balance",
    "amount": {"amount": 20000, "currency": "CNY"},
    "status": "created",
    "status_text": "waits for payment",
    "created_at": "2026-11-11T04:00:00Z",
    "due_at": "2026-11-11T04:30:00Z",
    "paid_at": None,
    "closed_at": None,
    "closed_reason": "",
}
