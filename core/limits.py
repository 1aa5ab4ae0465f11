"""Limits on how often something may be done: fixed windows, counted in Valkey, without SQL."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import redis
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.rules import LiveRule


class LimitExceeded(DomainError):
    code = "limit.exceeded"
    status = 429
    title = _("Too many requests")
    message = _("That was too often. Try again in %(retry_after)d seconds.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Budget:
    """One subject (a phone number, a member, an address) may do it ``rule.value`` times a window.

    Windows are fixed and begin at multiples of their length since 1970.
    """

    rule: LiveRule
    window: timedelta
    subject: str

    def key(self, at: datetime) -> str:
        number = int(at.timestamp()) // self._seconds
        return shared_cache.make_key(f"limit:{self.rule.name}:{self.subject}:{number}")

    def seconds_left(self, at: datetime) -> int:
        """Until the window ends that ``at`` lies in; at least 1."""
        return self._seconds - int(at.timestamp()) % self._seconds

    @property
    def _seconds(self) -> int:
        return int(self.window.total_seconds())


def spend(*budgets: Budget, at: datetime) -> None:
    """Count one more against each budget, in one round trip.

    Raises LimitExceeded where one is used up, with the seconds until all have room again.
    A refused try counts too, but prolongs nothing: the window ends when it ends.
    """
    pipeline = _valkey().pipeline(transaction=False)
    for budget in budgets:
        pipeline.incr(budget.key(at))
        pipeline.expire(budget.key(at), budget.window)
    counts = pipeline.execute()[::2]
    used_up = [
        budget for budget, count in zip(budgets, counts, strict=True) if count > budget.rule.value
    ]
    if used_up:
        raise LimitExceeded(retry_after=max(budget.seconds_left(at) for budget in used_up))


@cache
def _valkey() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)
