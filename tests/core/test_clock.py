from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.clock import now, offset, real_now, shift, shop_time, to_provider_time
from core.models import DemoClock
from tests.races import race

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def production(settings):
    settings.DEMO = False


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def test_the_shop_lives_in_real_time(demo, noon):
    assert now() == real_now() == NOON
    assert offset() == timedelta(0)


def test_a_shifted_clock_runs_ahead(demo, noon):
    assert shift(timedelta(days=7)) == timedelta(days=7)
    assert shift(timedelta(minutes=1)) == timedelta(days=7, minutes=1)
    assert now() == NOON + timedelta(days=7, minutes=1)
    assert real_now() == NOON


def test_providers_are_told_real_time(demo, noon):
    shift(timedelta(hours=2))
    assert to_provider_time(now() + timedelta(minutes=30)) == NOON + timedelta(minutes=30)


def test_the_clock_never_goes_backwards(demo):
    shift(timedelta(hours=1))
    with pytest.raises(ValueError, match="only goes ahead"):
        shift(timedelta(seconds=-1))
    assert offset() == timedelta(hours=1)


def test_without_demo_the_clock_cannot_be_shifted_nor_is_it(production, noon):
    DemoClock.advance(timedelta(days=1))
    with pytest.raises(RuntimeError, match="only where DEMO is on"):
        shift(timedelta(hours=1))
    assert now() == to_provider_time(NOON) == NOON


def test_the_offset_is_read_from_the_cache_and_survives_its_loss(demo):
    shift(timedelta(hours=1))
    with CaptureQueriesContext(connection) as queries:
        now()
    assert len(queries) == 0
    cache.delete(clock._CACHE_KEY)
    assert offset() == timedelta(hours=1)


def test_who_read_the_offset_before_a_shift_does_not_set_it_back_after(demo, monkeypatch):
    read = DemoClock.current

    def read_then_lose_the_race() -> timedelta:
        monkeypatch.setattr(DemoClock, "current", read)
        old = read()
        shift(timedelta(hours=1))
        return old

    monkeypatch.setattr(DemoClock, "current", read_then_lose_the_race)
    offset()
    assert offset() == timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_parallel_shifts_all_count(demo):
    wholes = race([lambda: shift(timedelta(hours=1))] * 10)
    assert sorted(wholes) == [timedelta(hours=number) for number in range(1, 11)]
    assert offset() == DemoClock.current() == timedelta(hours=10)


def test_there_is_one_clock():
    DemoClock.advance(timedelta(hours=1))
    with pytest.raises(Exception, match="demo_clock_is_one_row"), transaction.atomic():
        DemoClock.objects.create(id=2)


def test_the_shop_has_a_calendar_of_its_own():
    assert shop_time(datetime(2026, 5, 1, 16, 0, tzinfo=UTC)).date().isoformat() == "2026-05-02"
    assert shop_time(datetime(2026, 5, 1, 15, 59, tzinfo=UTC)).date().isoformat() == "2026-05-01"


# --- the command --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "by"),
    [
        ("90s", timedelta(seconds=90)),
        ("31m", timedelta(minutes=31)),
        ("48h", timedelta(hours=48)),
        ("7d", timedelta(days=7)),
    ],
)
def test_the_command_shifts_by_a_span(demo, capsys, span, by):
    call_command("shift_clock", span)
    assert offset() == by
    assert f"now runs {by} ahead" in capsys.readouterr().out


@pytest.mark.parametrize("span", ["7", "d", "-7d", "7w", "1.5h", ""])
def test_the_command_refuses_what_is_no_span(demo, span):
    with pytest.raises(CommandError):
        call_command("shift_clock", "--", span)
    assert offset() == timedelta(0)


def test_the_command_is_refused_without_demo(production):
    with pytest.raises(CommandError, match="only where DEMO is on"):
        call_command("shift_clock", "7d")
    assert DemoClock.current() == timedelta(0)


def test_deployment_checks_refuse_demo(demo, settings):
    def found():
        return {check.id for check in run_checks(tags=["security"], include_deployment_checks=True)}

    assert "core.E001" in found()
    settings.DEMO = False
    assert "core.E001" not in found()
