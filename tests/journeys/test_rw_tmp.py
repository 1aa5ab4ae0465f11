"""Whatever happens in whatever order: nothing is lost, nothing is made up, nothing half done."""

import json
import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from payments import services as payments
from sandbox.wechatpay.keys import ensure_keys
from tests.journeys.fulfilling import Fulfilling
from tests.journeys.housekeeping import Housekeeping
from tests.journeys.refunding import Refunding
from tests.journeys.town import a_town

WALKS, STEPS = (300, 60) if os.environ.get("SOAK") else (12, 40)


class Walk(Refunding, Fulfilling, Housekeeping):
    """All kinds of steps, in any order."""


@pytest.mark.usefixtures("_silent_provider")
def test_books_and_laws_hold_on_every_way_through_the_shop():
    town = a_town()

    run_state_machine_as_test(
        lambda: Walk(town),
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[__import__("hypothesis").Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def _silent_provider(db, settings, tmp_path):
    """WeChat Pay is offered, and never answers."""
    ensure_keys(tmp_path)
    settings.WECHATPAY_BASE_URL = settings.PUBLIC_BASE_URL = "http://127.0.0.1:9"
    payments.list_channels()
    merchant = json.loads((tmp_path / "merchant.json").read_text())
    payments.set_credentials(code="wechat", credentials=merchant)
    payments.switch_channel(code="wechat", enabled=True)
