"""What the merchant asked of the API and what he was answered, for people and tests to see."""

from typing import Any

from sandbox.clock import rfc3339
from sandbox.wechatpay.platform import Platform

SCHEMA = """
CREATE TABLE IF NOT EXISTS wechatpay_calls (
    at REAL NOT NULL,
    operation TEXT NOT NULL,
    out_trade_no TEXT,
    out_refund_no TEXT,
    status INTEGER,                  -- NULL: hung up on
    code TEXT NOT NULL               -- of a refusal
);
CREATE INDEX IF NOT EXISTS wechatpay_calls_of_trade ON wechatpay_calls (out_trade_no);
"""


def record(
    platform: Platform,
    operation: str,
    *,
    out_trade_no: str | None,
    out_refund_no: str | None,
    status: int | None,
    code: str,
) -> None:
    with platform.state.transaction() as db:
        db.execute(
            "INSERT INTO wechatpay_calls VALUES (?, ?, ?, ?, ?, ?)",
            (platform.clock.now(), operation, out_trade_no, out_refund_no, status, code),
        )


def of_trade(platform: Platform, out_trade_no: str) -> list[dict[str, Any]]:
    """The calls about a trade and its refunds, oldest first."""
    with platform.state.transaction() as db:
        rows = db.execute(
            "SELECT * FROM wechatpay_calls WHERE out_trade_no = ? OR out_refund_no IN"
            " (SELECT out_refund_no FROM wechatpay_refunds WHERE out_trade_no = ?)"
            " ORDER BY rowid",
            (out_trade_no, out_trade_no),
        ).fetchall()
    return [
        {
            "at": rfc3339(row["at"]),
            "operation": row["operation"],
            "out_refund_no": row["out_refund_no"],
            "status": row["status"],
            "code": row["code"],
        }
        for row in rows
    ]
