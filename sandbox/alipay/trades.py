"""Trades: offered by the merchant, opened by the payer, paid, closed.

What is offered (a code, a page, an order for the app) is no trade yet: the trade begins
when somebody opens it, and until then a query does not find it.
"""

import json
import secrets
import sqlite3
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sandbox.alipay import fields
from sandbox.alipay.errors import business
from sandbox.alipay.money import to_fen, to_yuan
from sandbox.alipay.platform import Platform
from sandbox.clock import local_time
from sandbox.race import race

SCHEMA = """
CREATE TABLE IF NOT EXISTS alipay_trades (
    out_trade_no TEXT PRIMARY KEY,
    product TEXT NOT NULL,           -- qr, page, wap or app
    request TEXT NOT NULL,           -- JSON of biz_content, keys sorted
    total INTEGER NOT NULL,          -- fen
    notify_url TEXT NOT NULL,
    return_url TEXT NOT NULL,
    code TEXT UNIQUE NOT NULL,       -- the last part of a qr_code
    status TEXT NOT NULL,            -- OFFERED: not opened, so no trade yet
    offered_at REAL NOT NULL,
    pay_by REAL NOT NULL,            -- time_expire
    trade_no TEXT UNIQUE,
    created_at REAL,
    paid_at REAL,
    closed_at REAL
);
CREATE INDEX IF NOT EXISTS alipay_trades_open ON alipay_trades (status, pay_by);
"""

OFFERED, WAITING = "OFFERED", "WAIT_BUYER_PAY"
PAID, FINISHED, CLOSED = "TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED"
BUYER = {"buyer_logon_id": "159****5620", "buyer_id": "2088101117955611"}

Trade = sqlite3.Row


class Refusal(StrEnum):
    """Why the payer cannot pay."""

    UNKNOWN = "unknown"
    PAID = "paid"
    CLOSED = "closed"
    EXPIRED = "expired"


class PaymentRefused(Exception):
    """The cashier does not take the money; nothing has happened."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


# --- offering and opening --------------------------------------------------------------------


def offer(
    platform: Platform, product: str, content: fields.Content, parameters: Mapping[str, str]
) -> Trade:
    """Take note of a payment; the same again is the same.

    Raises ApiError: ACQ.TRADE_HAS_SUCCESS, ACQ.TRADE_HAS_CLOSE, ACQ.CONTEXT_INCONSISTENT
    (another amount or subject under a known number), ACQ.INVALID_PARAMETER.
    """
    now = platform.clock.now()
    number = fields.number(content, "out_trade_no")
    with platform.state.transaction() as db:
        known = find(platform, number)
        if known is not None:
            _refuse_another(known, content)
            return known
        db.execute(
            "INSERT INTO alipay_trades (out_trade_no, product, request, total, notify_url,"
            " return_url, code, status, offered_at, pay_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                product,
                json.dumps(content, sort_keys=True, ensure_ascii=False),
                fields.amount(content, "total_amount"),
                fields.notify_url(parameters, local=platform.local, remote=platform.remote),
                parameters.get("return_url", ""),
                "bax" + secrets.token_hex(12),
                OFFERED,
                now,
                fields.deadline(content, now=now),
            ),
        )
        return get(platform, number)


def _refuse_another(known: Trade, content: fields.Content) -> None:
    if known["status"] in (PAID, FINISHED):
        raise business("ACQ.TRADE_HAS_SUCCESS")
    if known["status"] == CLOSED:
        raise business("ACQ.TRADE_HAS_CLOSE")
    first = json.loads(known["request"])
    same_subject = content["subject"] == first["subject"]
    if not same_subject or to_fen(str(content["total_amount"])) != known["total"]:
        raise business("ACQ.CONTEXT_INCONSISTENT")


def open_(platform: Platform, out_trade_no: str) -> Trade:
    """The payer scans the code or signs in on the page: now the trade exists.

    What is past its time is not opened any more.
    """
    now = platform.clock.now()
    with platform.state.transaction() as db:
        db.execute(
            "UPDATE alipay_trades SET status = ?, trade_no = ?, created_at = ?"
            " WHERE out_trade_no = ? AND status = ? AND pay_by >= ?",
            (WAITING, _trade_no(now), now, out_trade_no, OFFERED, now),
        )
        return get(platform, out_trade_no)


def _trade_no(now: float) -> str:
    """28 digits that begin with the day, as Alipay's do."""
    day = local_time(now)[:10].replace("-", "")
    return f"{day}22001{secrets.randbelow(10**15):015}"


# --- finding ---------------------------------------------------------------------------------


def find(platform: Platform, out_trade_no: str) -> Trade | None:
    """What was offered under this number, closed by itself if its time was up."""
    with platform.state.transaction() as db:
        found: Trade | None = db.execute(
            "SELECT * FROM alipay_trades WHERE out_trade_no = ?", (out_trade_no,)
        ).fetchone()
        overdue = found and found["status"] == WAITING and found["pay_by"] < platform.clock.now()
        if found and overdue:
            _end_unpaid(platform, out_trade_no)
            return find(platform, out_trade_no)
        return found


def find_alias(platform: Platform, alias: str) -> Trade | None:
    """The trade that Alipay's own ``trade_no`` or a code stands for."""
    with platform.state.transaction() as db:
        found = db.execute(
            "SELECT out_trade_no FROM alipay_trades WHERE trade_no = :alias OR code = :alias",
            {"alias": alias},
        ).fetchone()
    return find(platform, found["out_trade_no"]) if found else None


def get(platform: Platform, out_trade_no: str) -> Trade:
    """Raises LookupError."""
    found = find(platform, out_trade_no)
    if found is None:
        raise LookupError(out_trade_no)
    return found


def meant(platform: Platform, content: fields.Content) -> Trade:
    """The trade of a call, by trade_no or else by out_trade_no. Raises ApiError."""
    if content.get("trade_no"):
        trade = find_alias(platform, str(content["trade_no"]))
    else:
        trade = find(platform, fields.number(content, "out_trade_no"))
    if trade is None or trade["status"] == OFFERED:
        raise business("ACQ.TRADE_NOT_EXIST")
    return trade


def recent(platform: Platform, limit: int) -> list[Trade]:
    with platform.state.transaction() as db:
        return db.execute(
            "SELECT * FROM alipay_trades ORDER BY offered_at DESC LIMIT ?", (limit,)
        ).fetchall()


def close_overdue(platform: Platform) -> float | None:
    """Close the trades whose time is up; the seconds until the next. A ticker's job."""
    now = platform.clock.now()
    with platform.state.transaction() as db:
        due = db.execute(
            "SELECT out_trade_no FROM alipay_trades WHERE status = ? AND pay_by < ?",
            (WAITING, now),
        ).fetchall()
        for row in due:
            _end_unpaid(platform, row["out_trade_no"])
        following = db.execute(
            "SELECT min(pay_by) FROM alipay_trades WHERE status = ?", (WAITING,)
        ).fetchone()[0]
    return None if following is None else max(0.0, float(following) - now)


# --- paying ----------------------------------------------------------------------------------


def refusal_of(platform: Platform, trade: Trade | None) -> Refusal | None:
    """Why this trade cannot be paid now; None if it can."""
    if trade is None:
        return Refusal.UNKNOWN
    if trade["paid_at"] is not None:
        return Refusal.PAID
    if platform.faults.find("pay_after_close", trade["out_trade_no"]):
        return None
    if trade["status"] == CLOSED:
        return Refusal.CLOSED
    if platform.clock.now() > trade["pay_by"]:
        return Refusal.EXPIRED
    return None


def pay(platform: Platform, out_trade_no: str) -> Trade:
    """The payer opens it, if he has not, and pays; the notification is on its way.

    Raises PaymentRefused.
    """
    now = platform.clock.now()
    with platform.state.transaction() as db:
        trade = find(platform, out_trade_no)
        if refusal := refusal_of(platform, trade):
            raise PaymentRefused(refusal)
        platform.faults.take("pay_after_close", out_trade_no)
        db.execute(
            "UPDATE alipay_trades SET status = ?, paid_at = ?, closed_at = NULL,"
            " trade_no = coalesce(trade_no, ?), created_at = coalesce(created_at, ?)"
            " WHERE out_trade_no = ?",
            (PAID, now, _trade_no(now), now, out_trade_no),
        )
        paid = get(platform, out_trade_no)
        announce(platform, paid, reference=out_trade_no)
        return paid


def finish(platform: Platform, out_trade_no: str) -> Trade:
    """The time for refunds is over; the merchant is told. Raises LookupError, ValueError."""
    with platform.state.transaction() as db:
        if get(platform, out_trade_no)["status"] != PAID:
            raise ValueError(f"{out_trade_no} is not {PAID}")
        db.execute(
            "UPDATE alipay_trades SET status = ? WHERE out_trade_no = ?", (FINISHED, out_trade_no)
        )
        finished = get(platform, out_trade_no)
        announce(platform, finished, reference=out_trade_no)
        return finished


# --- closing ---------------------------------------------------------------------------------


def close(platform: Platform, trade: Trade) -> Trade:
    """Close an unpaid trade. Raises ApiError: ACQ.TRADE_STATUS_ERROR."""
    number = trade["out_trade_no"]
    if platform.faults.take("close_says_paid", number):
        raise business("ACQ.TRADE_STATUS_ERROR")
    coincidence = platform.faults.take("pay_at_close", number)
    if coincidence is None:
        _close(platform, number)
    elif coincidence.settings["wins"] == "payment":
        _try_to_pay(platform, number)
        _close(platform, number)
    else:
        race(lambda: _close(platform, number), against=lambda: _try_to_pay(platform, number))
    return get(platform, number)


def _close(platform: Platform, out_trade_no: str) -> None:
    with platform.state.transaction():
        if get(platform, out_trade_no)["status"] != WAITING:
            raise business("ACQ.TRADE_STATUS_ERROR")
        _end_unpaid(platform, out_trade_no)


def _end_unpaid(platform: Platform, out_trade_no: str) -> None:
    with platform.state.transaction() as db:
        db.execute(
            "UPDATE alipay_trades SET status = ?, closed_at = ? WHERE out_trade_no = ?",
            (CLOSED, platform.clock.now(), out_trade_no),
        )
        announce(platform, get(platform, out_trade_no), reference=out_trade_no)


def _try_to_pay(platform: Platform, out_trade_no: str) -> None:
    try:
        pay(platform, out_trade_no)
    except PaymentRefused:
        return


# --- telling ---------------------------------------------------------------------------------


def as_json(trade: Trade) -> dict[str, Any]:
    """The trade as a query answers it."""
    amount = to_yuan(trade["total"])
    shown: dict[str, Any] = {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "buyer_logon_id": BUYER["buyer_logon_id"],
        "buyer_user_id": BUYER["buyer_id"],
        "subject": json.loads(trade["request"])["subject"],
        "trade_status": trade["status"],
        "total_amount": amount,
        "receipt_amount": "0.00",
        "buyer_pay_amount": "0.00",
        "invoice_amount": "0.00",
        "point_amount": "0.00",
    }
    if trade["paid_at"] is not None:
        shown |= dict.fromkeys(("receipt_amount", "buyer_pay_amount", "invoice_amount"), amount)
        shown["send_pay_date"] = local_time(trade["paid_at"])
        shown["fund_bill_list"] = [{"fund_channel": "ALIPAYACCOUNT", "amount": amount}]
    return shown


def announce(
    platform: Platform, trade: Trade, *, reference: str, refund: Mapping[str, str] | None = None
) -> None:
    """Tell the merchant how a trade stands, if he gave an address; ``refund``: what changed it."""
    if not trade["notify_url"]:
        return
    amount = to_yuan(trade["total"])
    told = {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "trade_status": trade["status"],
        "subject": json.loads(trade["request"])["subject"],
        "total_amount": amount,
        "gmt_create": local_time(trade["created_at"]),
        **BUYER,
    }
    if trade["paid_at"] is not None:
        told |= dict.fromkeys(("receipt_amount", "buyer_pay_amount", "invoice_amount"), amount)
        told["gmt_payment"] = local_time(trade["paid_at"])
        told["fund_bill_list"] = json.dumps([{"amount": amount, "fundChannel": "ALIPAYACCOUNT"}])
    if trade["closed_at"] is not None:
        told["gmt_close"] = local_time(trade["closed_at"])
    platform.notifier.announce(
        {**told, **(refund or {})},
        reference=reference,
        out_trade_no=trade["out_trade_no"],
        notify_url=trade["notify_url"],
    )
