"""What sweeps take: rows that are due, each given to one worker by moving its due time ahead.

The lease is the schedule itself: the next turn comes anyway, whether the worker that
took this one succeeds, fails or is killed. ``SKIP LOCKED`` keeps workers and beats out
of each other's way.
"""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from core.db import atomic
from payments import selectors
from payments.lifecycle import AttemptStatus, LegStatus
from payments.models import Attempt, RefundLeg
from payments.schedules import (
    ASK_ABOUT_ABNORMAL_EVERY,
    next_close_at,
    next_query_at,
    refund_step,
)

Row = TypeVar("Row", bound=Model)


@atomic
def lease_queries(*, at: datetime, limit: int) -> list[int]:
    """Attempts to ask about: so long after opening, six times."""
    due = _locked(selectors.attempts_to_query(at), limit)
    for attempt in due:
        attempt.queries += 1
        attempt.next_query_at = next_query_at(
            opened_at=attempt.opened_at, queries=attempt.queries, at=at
        )
    Attempt.objects.bulk_update(due, ["queries", "next_query_at"])
    return [attempt.pk for attempt in due]


@atomic
def lease_closings(*, at: datetime, limit: int) -> list[int]:
    """Attempts to close at their provider: overdue ones, and those that were not closed yet."""
    due = _locked(selectors.attempts_to_close(at), limit)
    for attempt in due:
        attempt.close_tries += attempt.status == AttemptStatus.CLOSING
        attempt.next_close_at = next_close_at(tries=attempt.close_tries, at=at)
    Attempt.objects.bulk_update(due, ["close_tries", "next_close_at"])
    return [attempt.pk for attempt in due]


@atomic
def lease_refund_legs(*, at: datetime, limit: int) -> list[int]:
    """Legs to send or to ask after, ever more rarely; stuck ones every hour."""
    due = _locked(selectors.legs_to_advance(at), limit)
    for leg in due:
        leg.next_step_at = at + (
            ASK_ABOUT_ABNORMAL_EVERY if leg.status == LegStatus.ABNORMAL else refund_step(leg.tries)
        )
        leg.tries = min(leg.tries + 1, 10)
    RefundLeg.objects.bulk_update(due, ["tries", "next_step_at"])
    return [leg.pk for leg in due]


def _locked(due: QuerySet[Row], limit: int) -> list[Row]:
    return list(due.select_for_update(of=("self",), no_key=True, skip_locked=True)[:limit])
