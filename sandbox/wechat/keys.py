"""The merchant's apps as WeChat knows them: each with its secret, all bound to his account."""

import fcntl
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.keyfiles import write_secret

APPS_FILE = "wechat.json"
# Where the merchant's account names the app ids of these.
_BOUND_AS = {"mini": "mini_appid", "official": "appid"}


@dataclass(frozen=True)
class App:
    """``kind``: mini (a mini-program) or official (an official account)."""

    kind: str
    app_id: str
    secret: str


@dataclass(frozen=True)
class Apps:
    """``salt`` is what openids are made of, and nobody's but WeChat's."""

    by_id: Mapping[str, App]
    salt: bytes

    def of_kind(self, kind: str) -> App:
        """Raises KeyError."""
        return {app.kind: app for app in self.by_id.values()}[kind]


def ensure_apps(state_dir: Path) -> Apps:
    """Make the secrets at the first call, read them at every later one.

    ``state_dir/wechat.json`` (0600) is what the merchant has of his apps: for each kind its
    ``app_id`` and ``secret``. The app ids are those of ``merchant.json``, which must be there.
    """
    own = state_dir / "wechat"
    own.mkdir(exist_ok=True)
    with (own / "keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a first start and `sandbox keys` may coincide
        if not (state_dir / APPS_FILE).exists():
            _make_apps(state_dir, own)
    known = json.loads((state_dir / APPS_FILE).read_text())
    apps = [App(kind, **its) for kind, its in known.items()]
    return Apps({app.app_id: app for app in apps}, (own / "openid.salt").read_bytes())


def _make_apps(state_dir: Path, own: Path) -> None:
    bound = json.loads((state_dir / "merchant.json").read_text())
    made = {
        kind: {"app_id": bound[name], "secret": secrets.token_hex(16)}
        for kind, name in _BOUND_AS.items()
    }
    write_secret(own / "openid.salt", secrets.token_hex(16))
    write_secret(state_dir / APPS_FILE, json.dumps(made, indent=2))
