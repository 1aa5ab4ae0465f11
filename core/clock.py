"""The shop's clock. Services never ask it: the edge does, and passes ``at`` down.

With DEMO on, an offset kept in the database is added, so that a demonstration
can wait a week in a second. Signatures, tokens and what providers are told run
on real time.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

_CACHE_KEY = "core.clock.offset"


def real_now() -> datetime:
    return timezone.now()


def now() -> datetime:
    """The shop's present: real time, plus the demo's offset where there is one."""
    return real_now() + offset() if settings.DEMO else real_now()


def offset() -> timedelta:
    """How far the demo clock runs ahead of real time."""
    cached: timedelta | None = cache.get(_CACHE_KEY)
    if cached is None:
        from core.models import DemoClock

        cached = DemoClock.current()
        cache.add(_CACHE_KEY, cached, timeout=None)  # never over what a shift has just set
    return cached


def shift(by: timedelta) -> timedelta:
    """Move the demo clock ahead and return its whole offset.

    Raises RuntimeError outside DEMO, and ValueError backwards: due times,
    logs and numbers only ever grow.
    """
    from core.models import DemoClock

    if not settings.DEMO:
        raise RuntimeError("the clock is shifted only where DEMO is on")
    if by < timedelta(0):
        raise ValueError("the demo clock only goes ahead")
    with transaction.atomic():
        whole = DemoClock.advance(by)
        cache.set(_CACHE_KEY, whole, timeout=None)  # under the row's lock: in order
    return whole


def to_provider_time(at: datetime) -> datetime:
    """A moment of the shop's clock, as the outside world's clock will show it."""
    return at - offset() if settings.DEMO else at


def from_provider_time(at: datetime) -> datetime:
    """The inverse: a moment that the outside world tells of, on the shop's clock."""
    return at + offset() if settings.DEMO else at


def shop_time(at: datetime) -> datetime:
    """``at`` on the shop's calendar (settlement days, order numbers)."""
    return at.astimezone(ZoneInfo(settings.SHOP_TIME_ZONE))
