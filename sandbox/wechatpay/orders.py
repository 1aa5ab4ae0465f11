"""Trades: prepay, query, close and what the payer does."""

import json
import secrets
import sqlite3
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from sandbox.clock import parse_rfc3339, rfc3339
from sandbox.race import race
from sandbox.wechatpay.errors import ApiError
from sandbox.wechatpay.platform import Platform
from sandbox.wechatpay.signing import random_text

SCHEMA = """
CREATE TABLE IF NOT EXISTS wechatpay_orders (
    out_trade_no TEXT PRIMARY KEY,
    trade_type TEXT NOT NULL,
    request TEXT NOT NULL,           -- JSON of the first request, keys sorted
    total INTEGER NOT NULL,          -- fen
    notify_url TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at REAL NOT NULL,
    pay_by REAL NOT NULL,            -- time_expire, as the first request fixed it
    code TEXT UNIQUE NOT NULL,       -- the pr=… of a code_url
    prepay_id TEXT UNIQUE NOT NULL,
    prepay_until REAL NOT NULL,
    transaction_id TEXT UNIQUE,
    paid_at REAL,
    openid TEXT
);
"""

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
TRADE_TYPES = {"native": "NATIVE", "jsapi": "JSAPI", "app": "APP", "h5": "MWEB"}
PREPAY_LIFE = {"NATIVE": 2 * HOUR, "JSAPI": 2 * HOUR, "APP": 2 * HOUR, "MWEB": 5 * MINUTE}
ORDER_LIFE = 7 * DAY  # an unpaid trade closes by itself; also the default time_expire
LONGEST_DEADLINE = 90 * DAY
SHORTEST_DEADLINE = MINUTE

PARAMETERS_CHANGED = 268498688  # 请求重入时，参数与首次请求时不一致
ALREADY_PAID = 268449538

DESCRIPTIONS = {
    "NOTPAY": "订单未支付",
    "SUCCESS": "支付成功",
    "CLOSED": "订单已关闭",
    "REFUND": "订单发生过退款，退款详情请查询退款单",
}

Order = sqlite3.Row


class Refusal(StrEnum):
    """Why the payer cannot pay."""

    UNKNOWN = "unknown"
    PAID = "paid"
    CLOSED = "closed"
    EXPIRED = "expired"
    CODE_EXPIRED = "code_expired"


class PaymentRefused(Exception):
    """The cashier does not take the money; nothing has happened."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def prepay(platform: Platform, product: str, request: dict[str, Any]) -> Order:
    """Take an order for payment; the same request again gets a fresh validity.

    Raises ApiError: ORDERPAID, ORDER_CLOSED, OUT_TRADE_NO_USED (another product),
    INVALID_REQUEST (other parameters than the first time).
    """
    now = platform.clock.now()
    trade_type = TRADE_TYPES[product]
    number = request["out_trade_no"]
    canonical = json.dumps(request, sort_keys=True, ensure_ascii=False)
    with platform.state.transaction() as db:
        order = find(platform, number)
        if order is None:
            _insert(db, trade_type, request, canonical, now)
        else:
            _refuse_another(order, trade_type, canonical)
        db.execute(
            "UPDATE wechatpay_orders SET prepay_until = ? WHERE out_trade_no = ?",
            (now + PREPAY_LIFE[trade_type], number),
        )
        return get(platform, number)


def _insert(
    db: sqlite3.Connection, trade_type: str, request: dict[str, Any], canonical: str, now: float
) -> None:
    pay_by = now + ORDER_LIFE
    if "time_expire" in request:
        asked = parse_rfc3339(request["time_expire"])
        pay_by = min(max(asked, now + SHORTEST_DEADLINE), now + LONGEST_DEADLINE)
    db.execute(
        "INSERT INTO wechatpay_orders (out_trade_no, trade_type, request, total, notify_url,"
        " state, created_at, pay_by, code, prepay_id, prepay_until, openid)"
        " VALUES (?, ?, ?, ?, ?, 'NOTPAY', ?, ?, ?, ?, ?, ?)",
        (
            request["out_trade_no"],
            trade_type,
            canonical,
            request["amount"]["total"],
            request["notify_url"],
            now,
            pay_by,
            random_text(9),
            "wx" + secrets.token_hex(17),
            now,
            request.get("payer", {}).get("openid"),
        ),
    )


def _refuse_another(order: Order, trade_type: str, canonical: str) -> None:
    if order["state"] == "SUCCESS":
        raise order_paid()
    if order["state"] == "CLOSED":
        raise ApiError(400, "ORDER_CLOSED", "订单已关闭")
    if order["trade_type"] != trade_type:
        raise ApiError(403, "OUT_TRADE_NO_USED", "商户订单号重复")
    if order["request"] != canonical:
        raise ApiError(
            400,
            "INVALID_REQUEST",
            "请求重入时，参数与首次请求时不一致",
            number=PARAMETERS_CHANGED,
        )


def order_paid() -> ApiError:
    return ApiError(400, "ORDERPAID", "该订单已支付", number=ALREADY_PAID)


def order_missing() -> ApiError:
    return ApiError(404, "ORDER_NOT_EXIST", "订单不存在")


def app_id(order: Order) -> str:
    """The app that it was prepared for."""
    return str(json.loads(order["request"])["appid"])


def code_url(order: Order) -> str:
    return f"weixin://wxpay/bizpayurl?pr={order['code']}"


def h5_url(order: Order, base_url: str) -> str:
    """Where a phone's browser goes to pay; a merchant may append ``&redirect_url=…``."""
    path = "/cgi-bin/mmpayweb-bin/checkmweb"
    return f"{base_url}{path}?prepay_id={quote(order['prepay_id'])}&package={order['code']}"


def find(platform: Platform, out_trade_no: str) -> Order | None:
    """The trade, closed by itself if its time was up."""
    with platform.state.transaction() as db:
        db.execute(
            "UPDATE wechatpay_orders SET state = 'CLOSED' WHERE out_trade_no = ?"
            " AND state = 'NOTPAY' AND max(pay_by, created_at + ?) < ?",
            (out_trade_no, ORDER_LIFE, platform.clock.now()),
        )
        found: Order | None = db.execute(
            "SELECT * FROM wechatpay_orders WHERE out_trade_no = ?", (out_trade_no,)
        ).fetchone()
        return found


def find_alias(platform: Platform, alias: str) -> Order | None:
    """The trade that WeChat's own ``transaction_id``, ``prepay_id`` or code stands for."""
    with platform.state.transaction() as db:
        found = db.execute(
            "SELECT out_trade_no FROM wechatpay_orders"
            " WHERE transaction_id = :alias OR prepay_id = :alias OR code = :alias",
            {"alias": alias},
        ).fetchone()
    return find(platform, found["out_trade_no"]) if found else None


def recent(platform: Platform, limit: int) -> list[Order]:
    with platform.state.transaction() as db:
        return db.execute(
            "SELECT * FROM wechatpay_orders ORDER BY created_at DESC LIMIT ?", (limit,)
        ).fetchall()


def get(platform: Platform, out_trade_no: str) -> Order:
    """Raises ApiError: ORDER_NOT_EXIST."""
    order = find(platform, out_trade_no)
    if order is None:
        raise order_missing()
    return order


def query(platform: Platform, out_trade_no: str) -> Order:
    """Raises ApiError: ORDER_NOT_EXIST."""
    if platform.faults.take("query_says_missing", out_trade_no):
        raise order_missing()
    return get(platform, out_trade_no)


def trade_state(platform: Platform, order: Order) -> str:
    """SUCCESS shows as REFUND once a refund was accepted that did not come to nothing."""
    if order["state"] != "SUCCESS":
        return str(order["state"])
    with platform.state.transaction() as db:
        refunded = db.execute(
            "SELECT 1 FROM wechatpay_refunds WHERE out_trade_no = ? AND status <> 'CLOSED'",
            (order["out_trade_no"],),
        ).fetchone()
    return "REFUND" if refunded else "SUCCESS"


def as_json(platform: Platform, order: Order) -> dict[str, Any]:
    """The trade as a query answers it, and as a payment notification carries it."""
    request = json.loads(order["request"])
    state = trade_state(platform, order)
    shown: dict[str, Any] = {
        "appid": request["appid"],
        "mchid": request["mchid"],
        "out_trade_no": order["out_trade_no"],
        "trade_type": order["trade_type"],
        "trade_state": state,
        "trade_state_desc": DESCRIPTIONS[state],
        "attach": request.get("attach", ""),
        "amount": {"total": order["total"], "currency": "CNY"},
    }
    if "device_id" in request.get("scene_info", {}):
        shown["scene_info"] = {"device_id": request["scene_info"]["device_id"]}
    if order["paid_at"] is not None:
        shown |= {
            "transaction_id": order["transaction_id"],
            "bank_type": "OTHERS",
            "success_time": rfc3339(order["paid_at"]),
            "payer": {"openid": order["openid"]},
        }
        shown["amount"] |= {"payer_total": order["total"], "payer_currency": "CNY"}
    return shown


def refusal_of(platform: Platform, order: Order | None) -> Refusal | None:
    """Why this trade cannot be paid now; None if it can."""
    now = platform.clock.now()
    if order is None:
        return Refusal.UNKNOWN
    if order["state"] == "SUCCESS":
        return Refusal.PAID
    if platform.faults.find("pay_after_close", order["out_trade_no"]):
        return None
    if order["state"] == "CLOSED":
        return Refusal.CLOSED
    if now > order["pay_by"]:
        return Refusal.EXPIRED
    if now > order["prepay_until"]:
        return Refusal.CODE_EXPIRED
    return None


def pay(platform: Platform, out_trade_no: str) -> Order:
    """The payer pays; the merchant's notification is on its way. Raises PaymentRefused."""
    now = platform.clock.now()
    with platform.state.transaction() as db:
        order = find(platform, out_trade_no)
        if refusal := refusal_of(platform, order):
            raise PaymentRefused(refusal)
        platform.faults.take("pay_after_close", out_trade_no)
        db.execute(
            "UPDATE wechatpay_orders SET state = 'SUCCESS', paid_at = ?, transaction_id = ?,"
            " openid = coalesce(openid, ?) WHERE out_trade_no = ?",
            (now, _transaction_id(now), "o" + random_text(27), out_trade_no),
        )
        paid = get(platform, out_trade_no)
        platform.notifier.announce(
            event_type="TRANSACTION.SUCCESS",
            original_type="transaction",
            summary="支付成功",
            resource=as_json(platform, paid),
            reference=out_trade_no,
            out_trade_no=out_trade_no,
            notify_url=paid["notify_url"],
        )
        return paid


def _transaction_id(now: float) -> str:
    """28 digits that hold the day, as WeChat's do."""
    day = rfc3339(now)[:10].replace("-", "")
    return f"4200{secrets.randbelow(10**6):06}{day}{secrets.randbelow(10**10):010}"


def close(platform: Platform, out_trade_no: str) -> None:
    """Close an unpaid trade; closing a closed one is no error.

    Raises ApiError: ORDERPAID, ORDER_NOT_EXIST.
    """
    if platform.faults.take("close_says_paid", out_trade_no):
        raise order_paid()
    coincidence = platform.faults.take("pay_at_close", out_trade_no)
    if coincidence is None:
        _close(platform, out_trade_no)
    elif coincidence.settings["wins"] == "payment":
        _try_to_pay(platform, out_trade_no)
        _close(platform, out_trade_no)
    else:
        race(
            lambda: _close(platform, out_trade_no),
            against=lambda: _try_to_pay(platform, out_trade_no),
        )


def _close(platform: Platform, out_trade_no: str) -> None:
    with platform.state.transaction() as db:
        if get(platform, out_trade_no)["state"] == "SUCCESS":
            raise order_paid()
        db.execute(
            "UPDATE wechatpay_orders SET state = 'CLOSED' WHERE out_trade_no = ?", (out_trade_no,)
        )


def _try_to_pay(platform: Platform, out_trade_no: str) -> None:
    try:
        pay(platform, out_trade_no)
    except PaymentRefused:
        return
