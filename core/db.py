"""Transactions. ``atomic`` is the only way a service opens one."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, overload

from django.db import OperationalError, connection, transaction

from core.errors import Busy

P = ParamSpec("P")
R = TypeVar("R")
Flush = Callable[[list[Any]], None]

# What is to be written in one go at the end of the transaction, by the function that writes it.
_collected: ContextVar[dict[Flush, list[Any]] | None] = ContextVar("collected", default=None)

_LOCK_NOT_AVAILABLE, _DEADLOCK_DETECTED = "55P03", "40P01"


@overload
def atomic(function: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def atomic() -> AbstractContextManager[None]: ...
def atomic(function: Callable[P, R] | None = None) -> Any:
    """One transaction, as decorator or ``with atomic():``. Nested use joins the outer one.

    There is no savepoint: an error ends the whole transaction. A lock that
    cannot be had within the role's ``lock_timeout``, or a deadlock, raises
    ``Busy``; nothing has changed then.
    """
    if function is None:
        return _transaction()

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with _transaction():
            return function(*args, **kwargs)

    return inside


@contextmanager
def savepoint() -> Iterator[None]:
    """For the few places that catch an error and go on; what was collected inside goes with it."""
    collected = _open()
    marks = {flush: len(items) for flush, items in collected.items()}
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for flush, items in collected.items():
            del items[marks.get(flush, 0) :]
        raise


def in_transaction() -> bool:
    return _collected.get() is not None


def forbid_transaction(why: str) -> None:
    """Guard of everything that talks to the network: a slow provider must hold no lock."""
    if in_transaction():
        raise RuntimeError(f"{why} inside a transaction: record the intent, commit, then call")


def lock_name(name: str) -> None:
    """Hold a name until the open transaction ends: a lock for what has no row yet."""
    digest = hashlib.sha256(name.encode()).digest()
    with connection.cursor() as cursor:
        key = int.from_bytes(digest[:8], signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def before_commit(flush: Flush, item: Any) -> None:
    """Have ``flush([... item ...])`` called once, just before the open transaction commits."""
    _open().setdefault(flush, []).append(item)


def _open() -> dict[Flush, list[Any]]:
    collected = _collected.get()
    if collected is None:
        raise RuntimeError("this needs an open core.db.atomic")
    return collected


@contextmanager
def _transaction() -> Iterator[None]:
    if in_transaction():
        with transaction.atomic(savepoint=False):
            yield
        return
    collected: dict[Flush, list[Any]] = {}
    token = _collected.set(collected)
    try:
        with transaction.atomic():
            yield
            if transaction.get_rollback():
                raise RuntimeError(
                    "an error was caught inside without core.db.savepoint: nothing can be saved"
                )
            for flush, items in collected.items():
                if items:
                    flush(items)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) in (_LOCK_NOT_AVAILABLE, _DEADLOCK_DETECTED):
            raise Busy from error
        raise
    finally:
        _collected.reset(token)
