"""Steps of the shop itself: time that passes, and the sweeps that beat starts."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from config.celery import app
from config.schedule import BEAT_SCHEDULE
from tests.walk.step import Step

SWEEPS = [each["task"] for each in BEAT_SCHEDULE.values() if not each["task"].startswith("core.")]
LEAPS = [timedelta(minutes=minutes) for minutes in (0, 1, 6, 31, 24 * 60, 7 * 24 * 60)]


class Housekeeping(Step):
    @rule(by=st.sampled_from(LEAPS), is_news_late=st.booleans())
    def time_passes(self, by: timedelta, is_news_late: bool) -> None:
        self.clock.shift(by)
        self.is_news_late = is_news_late

    @rule(sweeps=st.lists(st.sampled_from(SWEEPS), min_size=1, max_size=5, unique=True))
    def beat(self, sweeps: list[str]) -> None:
        for sweep in sweeps:
            app.tasks[sweep].apply(throw=True)
