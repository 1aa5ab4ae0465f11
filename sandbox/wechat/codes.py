"""One-time codes: what a client gets when its user logs in, and the merchant's server redeems."""

from sandbox.keyfiles import random_text
from sandbox.wechat.errors import ApiError
from sandbox.wechat.keys import App
from sandbox.wechat.platform import Platform

SCHEMA = """
CREATE TABLE IF NOT EXISTS wechat_codes (
    code TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    person TEXT NOT NULL,
    scope TEXT NOT NULL,             -- '' for a mini-program's log-in
    expires_at REAL NOT NULL,
    is_used INTEGER NOT NULL DEFAULT 0
);
"""

LIFE = 5 * 60.0
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mint(platform: Platform, app: App, person: str, scope: str = "") -> str:
    """A code of 32 characters: five minutes, one use, this app only."""
    code = random_text(_ALPHABET, 32)
    with platform.state.transaction() as db:
        db.execute(
            "INSERT INTO wechat_codes (code, app_id, person, scope, expires_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (code, app.app_id, person, scope, platform.clock.now() + LIFE),
        )
    return code


def redeem(platform: Platform, app: App, code: str) -> tuple[str, str]:
    """Use a code up: whose it is, and its scope. Raises ApiError: 40029, 40163."""
    with platform.state.transaction() as db:
        found = db.execute(
            "SELECT * FROM wechat_codes WHERE code = ? AND app_id = ?", (code, app.app_id)
        ).fetchone()
        if found is None or found["expires_at"] < platform.clock.now():
            raise ApiError(40029)
        if found["is_used"]:
            raise ApiError(40163)
        db.execute("UPDATE wechat_codes SET is_used = 1 WHERE code = ?", (code,))
    return found["person"], found["scope"]


def holder(platform: Platform, code: str) -> str | None:
    """Whose a code is, used or not; for faults that are meant for one person."""
    with platform.state.transaction() as db:
        found = db.execute("SELECT person FROM wechat_codes WHERE code = ?", (code,)).fetchone()
    return found["person"] if found else None
