"""The provider that follows parcels, played by the sandbox over HTTP."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished

from sandbox.server import start as start_sandbox
from tests.fixtures.courier import CourierControl, courier, set_up_kuaidi100  # noqa: F401
from tests.fixtures.sandbox import control, sandbox_process  # noqa: F401
from tests.races import close_caches


@pytest.fixture
def pushing_courier(tmp_path: Path, settings, live_server) -> Iterator[CourierControl]:
    """Its pushes really arrive. For tests of real transactions.

    A sandbox of its own: it falls silent when the test ends.
    """
    with start_sandbox(tmp_path / "sandbox", retry_scale=0.0001, notify_timeout=30) as running:
        set_up_kuaidi100(settings, running.base_url)
        settings.PUBLIC_BASE_URL = live_server.url
        request_finished.connect(_close_caches)
        yield CourierControl(control(running))
    request_finished.disconnect(_close_caches)


def _close_caches(**_sent: object) -> None:
    if threading.current_thread() is not threading.main_thread():
        close_caches()
