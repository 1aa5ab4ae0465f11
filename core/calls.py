"""What one provider may take of us. A web process has few threads: a provider that hangs may
hold some of them, for seconds, and never all."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

TIMEOUT = (2, 4)  # seconds: to connect, to answer; a shopper is waiting
CALLS_AT_ONCE = 3  # per provider and process, of its eight threads


class TooManyCalls(Exception):
    """As many calls as may are waiting for this provider already."""


@contextmanager
def call_to(provider: str) -> Iterator[None]:
    """Around each call. Raises TooManyCalls at once rather than wait for a turn."""
    slots = _slots(provider)
    if not slots.acquire(blocking=False):
        raise TooManyCalls(provider)
    try:
        yield
    finally:
        slots.release()


@cache
def _slots(provider: str) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(CALLS_AT_ONCE)
