"""Real threads on real transactions, let go at the same moment."""

import os
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import caches
from django.db import connection

# How often a race is run whose outcome is a matter of luck.
ROUNDS = 200 if os.environ.get("SOAK") else 5


def race(contenders: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all at once, each on a connection of its own; return each result or exception."""
    barrier = threading.Barrier(len(contenders))
    outcomes: list[Any] = [None] * len(contenders)

    def run(index: int, contender: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            outcomes[index] = contender()
        except Exception as error:
            traceback.print_exception(error)  # a failing test shows it, with the cause of a Busy
            outcomes[index] = error
        finally:
            connection.close()
            close_caches()

    threads = [
        threading.Thread(target=run, args=(index, contender))
        for index, contender in enumerate(contenders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def close_caches() -> None:
    """Close this thread's connections to the cache: Django leaves them to the garbage collector."""
    for cache in caches.all(initialized_only=True):
        if client := vars(cache).get("_cache"):
            for pool in client._pools.values():
                pool.disconnect()
