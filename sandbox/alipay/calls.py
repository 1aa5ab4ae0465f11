"""What the merchant asked of the gateway and what he was answered, for people and tests to see."""

from typing import Any

from sandbox.alipay.platform import Platform
from sandbox.clock import rfc3339

SCHEMA = """
CREATE TABLE IF NOT EXISTS alipay_calls (
    at REAL NOT NULL,
    operation TEXT NOT NULL,
    out_trade_no TEXT,
    out_refund_no TEXT,
    status INTEGER,                  -- NULL: hung up on
    code TEXT NOT NULL               -- sub_code of a refusal
);
CREATE INDEX IF NOT EXISTS alipay_calls_of_trade ON alipay_calls (out_trade_no);
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
            "INSERT INTO alipay_calls VALUES (?, ?, ?, ?, ?, ?)",
            (platform.clock.now(), operation, out_trade_no, out_refund_no, status, code),
        )


def of_trade(platform: Platform, out_trade_no: str) -> list[dict[str, Any]]:
    """The calls about a trade and its refunds, oldest first."""
    with platform.state.transaction() as db:
        rows = db.execute(
            "SELECT * FROM alipay_calls WHERE out_trade_no = ? ORDER BY rowid", (out_trade_no,)
        ).fetchall()
    return [{**row, "at": rfc3339(row["at"])} for row in map(dict, rows)]
