"""What caused what: one id runs from a request through logs, tasks, transitions and the outbox."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_cause: ContextVar[str] = ContextVar("cause", default="")


def cause() -> str:
    """What the current work goes back to: ``request:…``, ``task:…``, ``notification:…`` or ""."""
    return _cause.get()


@contextmanager
def caused_by(kind: str, id_: str = "") -> Iterator[str]:
    """Name the cause of everything inside the block; a fresh id where none is given."""
    token = _cause.set(f"{kind}:{id_ or secrets.token_hex(8)}")
    try:
        yield _cause.get()
    finally:
        _cause.reset(token)


def begin(known: str) -> None:
    """For work without a block around it: a Celery task. ``end`` follows."""
    _cause.set(known)


def end() -> None:
    _cause.set("")


@contextmanager
def resumed(known: str) -> Iterator[None]:
    """Go on under a cause that was written down earlier, as the outbox does."""
    token = _cause.set(known)
    try:
        yield
    finally:
        _cause.reset(token)
