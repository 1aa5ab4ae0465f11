"""The settings that the house gives to the processes it starts; the caller's own come first."""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from config.house.errors import SetupError

_SCHEMES = {
    "DATABASE_URL": ("postgres", "postgresql"),
    "REDIS_URL": ("redis", "rediss"),
}
_EXAMPLES = {
    "DATABASE_URL": "postgres://user:password@host/name",
    "REDIS_URL": "redis://:password@host/0",
}
_DEFAULT_PORTS = {"DATABASE_URL": 5432, "REDIS_URL": 6379}
_ANSWER_SECONDS = 5.0


def local_settings(keys: Mapping[str, str], *, web_port: int, sandbox_port: int) -> dict[str, str]:
    """A demo shop on loopback: production's code paths over plain HTTP, with a demo clock."""
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    return {
        "SECRET_KEY": keys["SECRET_KEY"],
        "CREDENTIALS_KEY": keys["CREDENTIALS_KEY"],
        "DEBUG": "0",
        "DEMO": "1",
        "HTTPS": "0",
        "LOG_FORMAT": "plain",
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{web_port}",
        "SANDBOX_URL": sandbox,
        "WECHATPAY_BASE_URL": sandbox,
        "ALIPAY_BASE_URL": f"{sandbox}/gateway.do",
        "WECHAT_BASE_URL": sandbox,
        "WECHAT_OPEN_BASE_URL": sandbox,
    }


def sandbox_apps(state: Path) -> dict[str, str]:
    """The WeChat apps of the sandbox's merchant, once its keys are made."""
    apps = json.loads((state / "wechat.json").read_text(encoding="utf-8"))
    return {
        f"WECHAT_{kind.upper()}_APP_{name}": app[key]
        for kind, app in apps.items()
        for name, key in (("ID", "app_id"), ("SECRET", "secret"))
    }


def sandbox_courier_account(sandbox_port: int) -> dict[str, str]:
    """The account at the sandbox's Kuaidi100, which knows this one: parcels are followed there."""
    return {
        "KUAIDI100_BASE_URL": f"http://127.0.0.1:{sandbox_port}",
        "KUAIDI100_CUSTOMER": "SANDBOX0CUSTOMER0100",
        "KUAIDI100_KEY": "SandboxKey100",
        "KUAIDI100_SALT": "sandbox-salt",
    }


def with_callers_own(settings: Mapping[str, str]) -> dict[str, str]:
    """``settings``, each replaced by the caller's environment variable if that is not empty."""
    return {name: os.environ.get(name) or value for name, value in settings.items()}


def given_url(setting: str) -> str | None:
    """The caller's DATABASE_URL or REDIS_URL; None if there is none.

    Raises SetupError if it is no such URL or nothing answers there.
    """
    url = os.environ.get(setting, "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _DEFAULT_PORTS[setting]
    except ValueError:
        host = None
    if host is None or parts.scheme not in _SCHEMES[setting]:
        raise SetupError(f"{setting} must look like {_EXAMPLES[setting]}.")
    try:
        socket.create_connection((host, port), _ANSWER_SECONDS).close()
    except OSError as problem:
        raise SetupError(
            f"{setting}: nothing answers on {host}:{port} ({problem.strerror or problem});"
            f" start it, or unset {setting} for the embedded server."
        ) from problem
    return url
