"""Access tokens of an app: the plain kind, of which each new one ends the last, and the stable."""

from sandbox.keyfiles import random_text
from sandbox.wechat.keys import App
from sandbox.wechat.platform import Platform

SCHEMA = """
CREATE TABLE IF NOT EXISTS wechat_tokens (
    app_id TEXT NOT NULL,
    kind TEXT NOT NULL,              -- plain, stable: each knows nothing of the other
    token TEXT NOT NULL,
    expires_at REAL NOT NULL,
    PRIMARY KEY (app_id, kind)
);
"""

LIFE = 7200
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"


def issue(platform: Platform, app: App) -> dict[str, object]:
    return _answer(*_replace(platform, app, "plain"), platform)


def stable(platform: Platform, app: App, *, force: bool) -> dict[str, object]:
    """The same token until it ends, unless ``force`` asks for another."""
    with platform.state.transaction() as db:
        known = db.execute(
            "SELECT token, expires_at FROM wechat_tokens"
            " WHERE app_id = ? AND kind = 'stable' AND expires_at > ?",
            (app.app_id, platform.clock.now()),
        ).fetchone()
        if known is None or force:
            return _answer(*_replace(platform, app, "stable"), platform)
    return _answer(known["token"], known["expires_at"], platform)


def _replace(platform: Platform, app: App, kind: str) -> tuple[str, float]:
    token, expires_at = random_text(_ALPHABET, 136), platform.clock.now() + LIFE
    with platform.state.transaction() as db:
        db.execute(
            "INSERT OR REPLACE INTO wechat_tokens (app_id, kind, token, expires_at)"
            " VALUES (?, ?, ?, ?)",
            (app.app_id, kind, token, expires_at),
        )
    return token, expires_at


def _answer(token: str, expires_at: float, platform: Platform) -> dict[str, object]:
    return {"access_token": token, "expires_in": round(expires_at - platform.clock.now())}
