"""Where a process is when it is killed: it waits for a lock, for the queue, or for the provider."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from django.db import connection

from tests.crash.shop import until
from tests.fixtures.sandbox import SandboxControl

# The last thing that a transaction writes before it commits is its news.
ALL_IS_WRITTEN = "LOCK TABLE core_outboxmessage IN SHARE MODE"
A_PARCEL_IS_PLANNED = "LOCK TABLE logistics_shipment IN SHARE MODE"
STOCK_IS_CHANGED = "SELECT FROM products_stockitem ORDER BY id LIMIT 1 FOR UPDATE"
THE_ORDER_IS_LOCKED = "SELECT FROM orders_order WHERE id = %s FOR UPDATE"


class Stopped:
    """Those whose statements wait for us."""

    def __init__(self, holder: int) -> None:
        self._holder = holder

    def wait_for(self, count: int = 1) -> None:
        """Return once so many are stopped, all others having gone past this point or not come."""
        until(lambda: len(self.sessions()) >= count, f"{count} stopped by the lock")

    def sessions(self) -> list[int]:
        return _column(
            "SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", self._holder
        )


@contextmanager
def stopped_at(statement: str, *parameters: int) -> Iterator[Stopped]:
    """Stop whoever comes to what ``statement`` locks, until the block ends.

    Then returns only when those who were stopped are gone: a session whose client was killed
    finds out when its statement is done.
    """
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(statement, parameters)
            cursor.execute("SELECT pg_backend_pid()")
            stopped = Stopped(cursor.fetchone()[0])
        yield stopped
        waiting = stopped.sessions()
    finally:
        other.close()
    until(lambda: not _alive(waiting), "the sessions of killed clients end")


@contextmanager
def stopped_after_commit(queue: "redis.Redis") -> Iterator[None]:
    """Stop whoever has committed and wakes a worker: the queue takes nothing for a while."""
    queue.execute_command("CLIENT", "PAUSE", 60_000, "WRITE")
    try:
        yield
    finally:
        queue.execute_command("CLIENT", "UNPAUSE")
        queue.close()


def stop_at_provider(sandbox: SandboxControl, operation: str, number: str | None = None) -> None:
    """Whoever asks for this next, about the payment ``number``, gets no answer: yet it is done."""
    sandbox.fault("hang", operation=operation, target=number, seconds=60, times=1)


def wait_at_provider(sandbox: SandboxControl) -> None:
    """Return once all who were to be stopped there are: a fault acted out is in force no more."""
    until(lambda: "hang" not in _faults(sandbox), "the provider is asked")


def _faults(sandbox: SandboxControl) -> list[str]:
    return [fault["kind"] for fault in sandbox.call("GET", "/_sandbox/faults")["faults"]]


def _alive(sessions: Sequence[int]) -> list[int]:
    return _column("SELECT pid FROM pg_stat_activity WHERE pid = ANY(%s)", list(sessions))


def _column(sql: str, *parameters: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [value for (value,) in cursor.fetchall()]
