"""A shop with its ways of paying, and their providers played by the sandbox over HTTP."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.signals import request_finished

from payments import services
from payments.channels import alipay_client
from payments.channels import wechat as wechat_gateway
from sandbox.server import Sandbox
from sandbox.server import start as start_sandbox
from tests.fixtures.sandbox import (  # noqa: F401  (fixtures)
    PATIENCE,
    SandboxControl,
    alipay_sandbox,
    control,
    sandbox,
    sandbox_process,
)
from tests.fixtures.shopper import api, member  # noqa: F401  (fixtures)
from tests.payments.factories import broken_laws
from tests.races import close_caches


@pytest.fixture
def channels(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are known, and none is given up because this machine stands still for a while."""
    monkeypatch.setattr(wechat_gateway, "TIMEOUT", PATIENCE)
    monkeypatch.setattr(alipay_client, "SILENCE", PATIENCE)
    services.list_channels()


@pytest.fixture
def wechat(
    sandbox: SandboxControl,  # noqa: F811
    settings,
    channels: None,
) -> SandboxControl:
    """WeChat Pay is set up against the sandbox, which cannot reach us: only we ask."""
    set_up_wechat(settings, sandbox.base_url, sandbox.merchant)
    settings.PUBLIC_BASE_URL, settings.STOREFRONT_URL = (
        "http://127.0.0.1:9",
        "http://127.0.0.1:9/h5/",
    )
    return sandbox


def set_up_wechat(settings, base_url: str, merchant: dict[str, str]) -> None:
    settings.WECHATPAY_BASE_URL = base_url
    services.set_credentials(code="wechat", credentials=merchant)
    services.switch_channel(code="wechat", enabled=True)


@pytest.fixture
def alipay(
    alipay_sandbox: SandboxControl,  # noqa: F811
    settings,
    channels: None,
) -> SandboxControl:
    """The same of Alipay."""
    set_up_alipay(settings, alipay_sandbox.base_url, alipay_sandbox.merchant)
    settings.PUBLIC_BASE_URL, settings.STOREFRONT_URL = (
        "http://127.0.0.1:9",
        "http://127.0.0.1:9/h5/",
    )
    return alipay_sandbox


def set_up_alipay(settings, base_url: str, merchant: dict[str, str]) -> None:
    settings.ALIPAY_BASE_URL = f"{base_url}/gateway.do"
    services.set_credentials(code="alipay", credentials=merchant)
    services.switch_channel(code="alipay", enabled=True)


@pytest.fixture
def reachable(
    sandbox_process: Sandbox,  # noqa: F811
    tmp_path: Path,
    settings,
    channels: None,
    live_server,
) -> Iterator[SandboxControl]:
    """WeChat Pay set up, and its notifications really arrive. For tests of real transactions.

    A sandbox of its own, with the session's keys: it falls silent when the test ends.
    """
    shutil.copytree(
        sandbox_process.merchant_file.parent, tmp_path / "sandbox", ignore=_ALL_BUT_KEYS
    )
    with start_sandbox(
        tmp_path / "sandbox", retry_scale=0.001, refund_seconds=-1, notify_timeout=PATIENCE
    ) as running:
        set_up_wechat(settings, running.base_url, control(running).merchant)
        settings.PUBLIC_BASE_URL = live_server.url
        request_finished.connect(_close_caches)
        yield control(running)
    request_finished.disconnect(_close_caches)


@pytest.fixture
def alipay_reachable(
    reachable: SandboxControl, alipay: SandboxControl, settings, live_server
) -> SandboxControl:
    """The same of Alipay, beside WeChat Pay."""
    settings.PUBLIC_BASE_URL = live_server.url
    settings.ALIPAY_BASE_URL = f"{reachable.base_url}/gateway.do"
    return replace(alipay, base_url=reachable.base_url)


_ALL_BUT_KEYS = shutil.ignore_patterns("*.sqlite3*")


def _close_caches(**_sent: object) -> None:
    if threading.current_thread() is not threading.main_thread():
        close_caches()


@pytest.fixture(autouse=True)
def _laws_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does with the shop, the laws of the whole database hold after it."""
    yield
    used = set(request.fixturenames)
    if {"db", "transactional_db"} & used and "unlocked" not in used:
        assert broken_laws() == []


@pytest.fixture
def eager(settings) -> Iterator[None]:
    """Tasks run where they are sent from, as if a worker stood ready."""
    from config.celery import app

    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False
