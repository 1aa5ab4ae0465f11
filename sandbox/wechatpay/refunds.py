"""Refunds: accepted first, decided later."""

import json
import secrets
import sqlite3
from typing import Any

from sandbox.clock import rfc3339
from sandbox.wechatpay import orders
from sandbox.wechatpay.errors import ApiError, param_error
from sandbox.wechatpay.orders import Order
from sandbox.wechatpay.platform import Platform

SCHEMA = """
CREATE TABLE IF NOT EXISTS wechatpay_refunds (
    out_refund_no TEXT PRIMARY KEY,
    refund_id TEXT UNIQUE NOT NULL,
    out_trade_no TEXT NOT NULL,
    request TEXT NOT NULL,           -- JSON of the first request, keys sorted
    amount INTEGER NOT NULL,         -- fen
    status TEXT NOT NULL,
    created_at REAL NOT NULL,
    settle_at REAL,                  -- NULL: decided, or pending until told
    outcome TEXT NOT NULL,           -- what it will come to
    success_time REAL
);
CREATE INDEX IF NOT EXISTS wechatpay_refunds_of_trade ON wechatpay_refunds (out_trade_no);
"""

YEAR = 365 * 86400.0
MOST_REFUNDS = 50

SUMMARIES = {"SUCCESS": "退款成功", "CLOSED": "退款关闭", "ABNORMAL": "退款异常"}

Refund = sqlite3.Row


def refund(platform: Platform, request: dict[str, Any]) -> Refund:
    """Accept a refund; the same request again answers the same refund and moves no money.

    Raises ApiError: INVALID_REQUEST (other parameters under a known number, or a limit:
    amounts, the year, 50 per trade), RESOURCE_NOT_EXISTS, NOT_ENOUGH.
    """
    number = request["out_refund_no"]
    canonical = json.dumps(request, sort_keys=True, ensure_ascii=False)
    with platform.state.transaction() as db:
        if known := find(platform, number):
            if known["request"] != canonical:
                raise _invalid("订单金额或退款金额与之前请求不一致，请核实后再试")
            return known
        order = _trade(platform, request)
        _check_limits(platform, db, order, request)
        broke = platform.faults.take("refund_not_enough", number, order["out_trade_no"])
        if not broke:
            _insert(platform, db, order, request, canonical)
    if broke:  # raised only now: a rollback would not count the fault down
        raise ApiError(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
    return query(platform, number)


def _trade(platform: Platform, request: dict[str, Any]) -> Order:
    if "transaction_id" in request:
        order = orders.find_alias(platform, request["transaction_id"])
    elif "out_trade_no" in request:
        order = orders.find(platform, request["out_trade_no"])
    else:
        raise param_error("/transaction_id", "transaction_id和out_trade_no必须二选一")
    if order is None:
        raise ApiError(404, "RESOURCE_NOT_EXISTS", "订单不存在")
    if request.get("out_trade_no", order["out_trade_no"]) != order["out_trade_no"]:
        raise _invalid("transaction_id与out_trade_no不是同一笔订单")
    return order


def _check_limits(
    platform: Platform, db: sqlite3.Connection, order: Order, request: dict[str, Any]
) -> None:
    amount = request["amount"]
    if order["state"] != "SUCCESS":
        raise _invalid("订单未支付成功，不能退款")
    if amount["total"] != order["total"]:
        raise _invalid("订单金额或退款金额与之前请求不一致，请核实后再试")
    if sum(part["amount"] for part in amount.get("from", ())) not in (0, amount["refund"]):
        raise param_error("/amount/from", "各账户出资金额之和必须等于退款金额")
    if platform.clock.now() - order["paid_at"] > YEAR:
        raise _invalid("订单已超过可退款的最大期限（一年）")
    count, refunded = db.execute(
        "SELECT count(*), coalesce(sum(amount), 0) FROM wechatpay_refunds"
        " WHERE out_trade_no = ? AND status <> 'CLOSED'",
        (order["out_trade_no"],),
    ).fetchone()
    if refunded + amount["refund"] > order["total"]:
        raise _invalid("申请退款金额超过订单可退金额")
    if count >= MOST_REFUNDS:
        raise _invalid(f"一笔订单最多支持{MOST_REFUNDS}次部分退款")


def _invalid(message: str) -> ApiError:
    return ApiError(400, "INVALID_REQUEST", message)


def _insert(
    platform: Platform,
    db: sqlite3.Connection,
    order: Order,
    request: dict[str, Any],
    canonical: str,
) -> None:
    now = platform.clock.now()
    number, trade = request["out_refund_no"], order["out_trade_no"]
    outcome, wait = "SUCCESS", platform.refund_seconds
    if fault := platform.faults.take("refund_outcome", number, trade):
        outcome, wait = str(fault.settings["status"]), float(fault.settings["seconds"])
    db.execute(
        "INSERT INTO wechatpay_refunds (out_refund_no, refund_id, out_trade_no, request, amount,"
        " status, created_at, settle_at, outcome) VALUES (?, ?, ?, ?, ?, 'PROCESSING', ?, ?, ?)",
        (
            number,
            f"503{secrets.randbelow(10**25):025}",
            trade,
            canonical,
            request["amount"]["refund"],
            now,
            now + wait if wait >= 0 else None,
            outcome,
        ),
    )
    platform.wake()


def find(platform: Platform, out_refund_no: str) -> Refund | None:
    with platform.state.transaction() as db:
        found: Refund | None = db.execute(
            "SELECT * FROM wechatpay_refunds WHERE out_refund_no = ?", (out_refund_no,)
        ).fetchone()
        return found


def of_trade(platform: Platform, out_trade_no: str) -> list[Refund]:
    with platform.state.transaction() as db:
        return db.execute(
            "SELECT * FROM wechatpay_refunds WHERE out_trade_no = ? ORDER BY created_at",
            (out_trade_no,),
        ).fetchall()


def query(platform: Platform, out_refund_no: str) -> Refund:
    """Raises ApiError: RESOURCE_NOT_EXISTS."""
    found = find(platform, out_refund_no)
    if found is None:
        raise ApiError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
    return found


def settle_due(platform: Platform) -> float | None:
    """Decide the refunds whose time has come; the seconds until the next. A ticker's job."""
    with platform.state.transaction() as db:
        now = platform.clock.now()
        due = db.execute(
            "SELECT out_refund_no, outcome FROM wechatpay_refunds WHERE settle_at <= ?", (now,)
        ).fetchall()
        for row in due:
            settle(platform, row["out_refund_no"], row["outcome"])
        following = db.execute("SELECT min(settle_at) FROM wechatpay_refunds").fetchone()[0]
    return None if following is None else float(following) - now


def settle(platform: Platform, out_refund_no: str, outcome: str) -> Refund:
    """Decide a refund that is PROCESSING; the merchant is told if he gave an address.

    Raises LookupError if there is no such refund, ValueError if it is decided already.
    """
    with platform.state.transaction() as db:
        pending = find(platform, out_refund_no)
        if pending is None:
            raise LookupError(out_refund_no)
        if pending["status"] != "PROCESSING":
            raise ValueError(f"{out_refund_no} is {pending['status']} already")
        db.execute(
            "UPDATE wechatpay_refunds SET status = ?, settle_at = NULL, success_time = ?"
            " WHERE out_refund_no = ?",
            (outcome, platform.clock.now() if outcome == "SUCCESS" else None, out_refund_no),
        )
        settled = query(platform, out_refund_no)
        request = json.loads(settled["request"])
        if "notify_url" in request:
            platform.notifier.announce(
                event_type=f"REFUND.{outcome}",
                original_type="refund",
                summary=SUMMARIES[outcome],
                resource=_notified(platform, settled),
                reference=out_refund_no,
                out_trade_no=settled["out_trade_no"],
                notify_url=request["notify_url"],
            )
        return settled


def as_json(platform: Platform, row: Refund) -> dict[str, Any]:
    """The refund as POST and GET answer it."""
    request = json.loads(row["request"])
    order = orders.get(platform, row["out_trade_no"])
    shown = {
        "refund_id": row["refund_id"],
        "out_refund_no": row["out_refund_no"],
        "transaction_id": order["transaction_id"],
        "out_trade_no": row["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(row["created_at"]),
        "status": row["status"],
        "funds_account": request.get("funds_account", "UNSETTLED"),
        "amount": {
            "total": order["total"],
            "refund": row["amount"],
            "from": request["amount"].get("from", []),
            "payer_total": order["total"],
            "payer_refund": row["amount"],
            "settlement_refund": row["amount"],
            "settlement_total": order["total"],
            "discount_refund": 0,
            "currency": "CNY",
            "refund_fee": 0,
        },
        "promotion_detail": [],
    }
    if row["success_time"] is not None:
        shown["success_time"] = rfc3339(row["success_time"])
    return shown


def _notified(platform: Platform, row: Refund) -> dict[str, Any]:
    whole = as_json(platform, row)
    shown = {
        "mchid": platform.keys.merchant.mchid,
        "transaction_id": whole["transaction_id"],
        "out_trade_no": whole["out_trade_no"],
        "refund_id": whole["refund_id"],
        "out_refund_no": whole["out_refund_no"],
        "refund_status": whole["status"],
        "user_received_account": whole["user_received_account"],
        "amount": {
            name: whole["amount"][name]
            for name in ("total", "refund", "payer_total", "payer_refund")
        },
    }
    if "success_time" in whole:
        shown["success_time"] = whole["success_time"]
    return shown
