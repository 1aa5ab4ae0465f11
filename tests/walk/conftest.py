"""The provider of the walk, in the place of WeChat Pay."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from constance import config

from config.celery import app
from payments import channels
from payments import services as payments
from sandbox.wechatpay.keys import ensure_keys
from tests.payments.conftest import eager  # noqa: F401  (fixture)
from tests.walk.provider import Provider


@pytest.fixture
def provider(
    db: None,
    eager: None,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Provider]:
    """WeChat Pay is offered, and answered for by a provider that can travel in time."""
    ensure_keys(tmp_path)
    payments.list_channels()
    merchant = json.loads((tmp_path / "merchant.json").read_text())
    payments.set_credentials(code="wechat", credentials=merchant)
    payments.switch_channel(code="wechat", enabled=True)
    provider = Provider()
    monkeypatch.setattr(channels, "external", lambda _code, _credentials: provider)
    for tries in ("EXCHANGE_TRIES", "CARD_TRIES_PER_MEMBER", "CARD_TRIES_PER_ADDRESS"):
        setattr(config, tries, 1_000)  # of all walks, which start at the same hour
    app.loader.import_default_modules()
    app.conf.task_eager_propagates = True
    yield provider
    app.conf.task_eager_propagates = False
