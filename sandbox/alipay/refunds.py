"""Refunds: the money moves at once, and never twice under one out_request_no."""

import sqlite3
from typing import Any

from sandbox.alipay import fields, trades
from sandbox.alipay.errors import ApiError, business, call_limited
from sandbox.alipay.money import to_yuan
from sandbox.alipay.platform import Platform
from sandbox.alipay.trades import CLOSED, FINISHED, PAID, Trade
from sandbox.clock import local_time

SCHEMA = """
CREATE TABLE IF NOT EXISTS alipay_refunds (
    out_trade_no TEXT NOT NULL,
    out_request_no TEXT NOT NULL,
    amount INTEGER NOT NULL,         -- fen
    reason TEXT NOT NULL,
    status TEXT NOT NULL,            -- PENDING or REFUND_SUCCESS
    created_at REAL NOT NULL,
    settle_at REAL,                  -- NULL: done, or pending until told
    refunded_at REAL,
    PRIMARY KEY (out_trade_no, out_request_no)
);
"""

PENDING, DONE = "PENDING", "REFUND_SUCCESS"
SPACING = 3.0  # seconds between two refunds of a trade
YEAR = 365 * 86400.0

Refund = sqlite3.Row


def refund(platform: Platform, content: fields.Content) -> dict[str, Any]:
    """Refund a part of a trade or all of it; the same request again moves no money.

    Raises ApiError: ACQ.DISCORDANT_REPEAT_REQUEST (another amount under a known number),
    ACQ.REFUND_AMT_NOT_EQUAL_TOTAL, ACQ.TRADE_HAS_FINISHED, ACQ.TRADE_HAS_CLOSE,
    ACQ.TRADE_STATUS_ERROR, ACQ.SELLER_BALANCE_NOT_ENOUGH, ACQ.TRADE_NOT_EXIST, and
    40005 less than 3 s after another refund of the trade.
    """
    amount = fields.amount(content, "refund_amount")
    refusal: ApiError | None = None
    with platform.state.transaction() as db:
        trade = trades.meant(platform, content)
        trade_number = trade["out_trade_no"]
        number = _number(content, trade, amount)
        if known := find(platform, trade_number, number):
            if known["amount"] != amount:
                raise business("ACQ.DISCORDANT_REPEAT_REQUEST")
            return _answer(platform, trade, known, moved=False)
        _check(platform, db, trade, amount)
        if platform.faults.take("refund_not_enough", number, trade_number):
            refusal = business("ACQ.SELLER_BALANCE_NOT_ENOUGH")
        else:
            settled = _insert(platform, db, trade, number, amount, fields.reason(content))
    if refusal:  # raised only now: a rollback would not count the fault down
        raise refusal
    trade = trades.get(platform, trade_number)
    return _answer(platform, trade, _get(platform, trade_number, number), moved=settled)


def _number(content: fields.Content, trade: Trade, amount: int) -> str:
    if content.get("out_request_no"):
        return fields.number(content, "out_request_no")
    if amount != trade["total"]:
        raise business("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
    return str(trade["out_trade_no"])


def _check(platform: Platform, db: sqlite3.Connection, trade: Trade, amount: int) -> None:
    status, now = trade["status"], platform.clock.now()
    if status == FINISHED:
        raise business("ACQ.TRADE_HAS_FINISHED")
    if status == CLOSED and trade["paid_at"] is not None:
        raise business("ACQ.TRADE_HAS_CLOSE")
    if status != PAID:
        raise business("ACQ.TRADE_STATUS_ERROR")
    if now - trade["paid_at"] > YEAR:
        raise business("ACQ.TRADE_HAS_FINISHED")
    refunded, last = db.execute(
        "SELECT coalesce(sum(amount), 0), max(created_at) FROM alipay_refunds"
        " WHERE out_trade_no = ?",
        (trade["out_trade_no"],),
    ).fetchone()
    if refunded + amount > trade["total"]:
        raise business("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
    if last is not None and now - last < SPACING:
        raise call_limited()


def _insert(
    platform: Platform,
    db: sqlite3.Connection,
    trade: Trade,
    number: str,
    amount: int,
    reason: str,
) -> bool:
    """Whether its money has moved."""
    now = platform.clock.now()
    slow = platform.faults.take("refund_pending", number, trade["out_trade_no"])
    wait = float(slow.settings["seconds"]) if slow else 0.0
    db.execute(
        "INSERT INTO alipay_refunds VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        (
            trade["out_trade_no"],
            number,
            amount,
            reason,
            PENDING,
            now,
            now + wait if wait > 0 else None,
        ),
    )
    if wait:
        platform.wake()
        return False
    settle(platform, trade["out_trade_no"], number)
    return True


def settle(platform: Platform, out_trade_no: str, out_request_no: str) -> Refund:
    """Its money moves; the merchant is told. Raises LookupError, ValueError if it has moved."""
    with platform.state.transaction() as db:
        pending = _get(platform, out_trade_no, out_request_no)
        if pending["status"] != PENDING:
            raise ValueError(f"{out_request_no} is {pending['status']} already")
        now = platform.clock.now()
        db.execute(
            "UPDATE alipay_refunds SET status = ?, settle_at = NULL, refunded_at = ?"
            " WHERE out_trade_no = ? AND out_request_no = ?",
            (DONE, now, out_trade_no, out_request_no),
        )
        trade = trades.get(platform, out_trade_no)
        total = refunded_amount(platform, out_trade_no)
        if total == trade["total"]:
            db.execute(
                "UPDATE alipay_trades SET status = ?, closed_at = ? WHERE out_trade_no = ?",
                (CLOSED, now, out_trade_no),
            )
        told = {
            "refund_fee": to_yuan(total),
            "gmt_refund": local_time(now) + ".000",
            "out_biz_no": out_request_no,
        }
        trades.announce(
            platform, trades.get(platform, out_trade_no), reference=out_request_no, refund=told
        )
        return _get(platform, out_trade_no, out_request_no)


def settle_due(platform: Platform) -> float | None:
    """Move the money of refunds whose time has come; a ticker's job."""
    with platform.state.transaction() as db:
        now = platform.clock.now()
        due = db.execute("SELECT * FROM alipay_refunds WHERE settle_at <= ?", (now,)).fetchall()
        for row in due:
            settle(platform, row["out_trade_no"], row["out_request_no"])
        following = db.execute("SELECT min(settle_at) FROM alipay_refunds").fetchone()[0]
    return None if following is None else float(following) - now


def refunded_amount(platform: Platform, out_trade_no: str) -> int:
    """Everything that has gone back of a trade, in fen."""
    with platform.state.transaction() as db:
        row = db.execute(
            "SELECT coalesce(sum(amount), 0) FROM alipay_refunds"
            " WHERE out_trade_no = ? AND status = ?",
            (out_trade_no, DONE),
        ).fetchone()
    return int(row[0])


def find(platform: Platform, out_trade_no: str, out_request_no: str) -> Refund | None:
    with platform.state.transaction() as db:
        found: Refund | None = db.execute(
            "SELECT * FROM alipay_refunds WHERE out_trade_no = ? AND out_request_no = ?",
            (out_trade_no, out_request_no),
        ).fetchone()
        return found


def of_trade(platform: Platform, out_trade_no: str) -> list[Refund]:
    with platform.state.transaction() as db:
        return db.execute(
            "SELECT * FROM alipay_refunds WHERE out_trade_no = ? ORDER BY created_at",
            (out_trade_no,),
        ).fetchall()


def numbered(platform: Platform, out_request_no: str) -> Refund | None:
    """The latest refund under this number, of whatever trade."""
    with platform.state.transaction() as db:
        found: Refund | None = db.execute(
            "SELECT * FROM alipay_refunds WHERE out_request_no = ? ORDER BY created_at DESC",
            (out_request_no,),
        ).fetchone()
        return found


def _get(platform: Platform, out_trade_no: str, out_request_no: str) -> Refund:
    found = find(platform, out_trade_no, out_request_no)
    if found is None:
        raise LookupError(out_request_no)
    return found


def _answer(platform: Platform, trade: Trade, row: Refund, *, moved: bool) -> dict[str, Any]:
    shown = {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "buyer_logon_id": trades.BUYER["buyer_logon_id"],
        "buyer_user_id": trades.BUYER["buyer_id"],
        "fund_change": "Y" if moved else "N",
        "refund_fee": to_yuan(refunded_amount(platform, trade["out_trade_no"])),
        "send_back_fee": to_yuan(row["amount"] if moved else 0),
    }
    if row["refunded_at"] is not None:
        shown["gmt_refund_pay"] = local_time(row["refunded_at"])
    return shown


def query(platform: Platform, content: fields.Content) -> dict[str, Any]:
    """A refund as it stands; of one that is not done, or not known, only whose it would be."""
    trade = trades.meant(platform, content)
    number = fields.number(content, "out_request_no")
    row = find(platform, trade["out_trade_no"], number)
    if row is None or row["status"] != DONE:
        return {}
    return as_json(trade, row)


def as_json(trade: Trade, row: Refund) -> dict[str, Any]:
    shown = {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "out_request_no": row["out_request_no"],
        "refund_status": row["status"],
        "total_amount": to_yuan(trade["total"]),
        "refund_amount": to_yuan(row["amount"]),
        "refund_reason": row["reason"],
    }
    if row["refunded_at"] is not None:
        shown["gmt_refund_pay"] = local_time(row["refunded_at"])
    return shown
