"""Steps of the shop itself: time that passes, and the sweeps that beat starts."""

from datetime import datetime, timedelta

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import rule

from config.celery import app
from config.schedule import BEAT_SCHEDULE
from core.clock import now
from tests.walk.step import Step, pick, which

SWEEPS = [each["task"] for each in BEAT_SCHEDULE.values() if not each["task"].startswith("core.")]
MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)
SECOND = timedelta(seconds=1)

# Whatever something is waiting for.
_TO_COME = """
SELECT DISTINCT at FROM (
    SELECT payment_due_at FROM orders_order WHERE status = 'pending_payment'
    UNION ALL SELECT due_at FROM payments_topup WHERE status = 'created'
    UNION ALL SELECT auto_receive_at FROM orders_order WHERE status = 'shipped'
    UNION ALL SELECT auto_complete_at FROM orders_order WHERE status = 'received'
    UNION ALL SELECT opens_at FROM orders_instalment WHERE status = 'pending'
    UNION ALL SELECT due_at FROM marketing_groupteam WHERE status = 'forming'
    UNION ALL SELECT ends_at FROM marketing_flashsale WHERE ended_at IS NULL
    UNION ALL SELECT valid_until FROM marketing_coupon WHERE used_for = ''
    UNION ALL SELECT expires_at FROM members_lot WHERE remaining > 0
    UNION ALL SELECT next_close_at FROM payments_attempt WHERE status = 'closing'
    UNION ALL SELECT next_query_at FROM payments_attempt
    UNION ALL SELECT next_step_at FROM payments_refundleg
) AS clocks (at) WHERE at > %s ORDER BY at LIMIT 3
"""


class Housekeeping(Step):
    @rule(
        which=which,
        how=st.sampled_from(["a minute", "a week", "until then", *["past it"] * 3]),
        is_news_late=st.sampled_from([False, False, True]),
    )
    def time_passes(self, which: int, how: str, is_news_late: bool) -> None:
        """Until just before one of the moments that something is waiting for, or past it."""
        self.is_news_late = is_news_late
        moments = self.to_come()
        if how == "a minute" or not moments:
            self.clock.shift(MINUTE)
        elif how == "a week":
            self.clock.shift(WEEK)
        else:
            self.clock.move_to(pick(moments, which) + (SECOND if how == "past it" else -SECOND))

    def to_come(self) -> list[datetime]:
        with connection.cursor() as cursor:
            cursor.execute(_TO_COME, [now() + SECOND])
            return [at for (at,) in cursor.fetchall()]

    @rule(sweeps=st.lists(st.sampled_from(SWEEPS), min_size=1, max_size=6, unique=True))
    def beat(self, sweeps: list[str]) -> None:
        for sweep in sweeps:
            app.tasks[sweep].apply(throw=True)
