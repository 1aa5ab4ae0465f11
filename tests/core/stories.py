"""Events of the tests, and subscribers that remember what they were told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from core.db import atomic
from core.events import Event, after, publish

NOON = datetime(2026, 5, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class KettleBoiled(Event):
    kettle: int
    at: datetime
    cups: tuple[str, ...] = ()
    cooled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CupBroken(Event):
    cup: str


told: list[tuple[str, Event]] = []
_failing: list[BaseException] = []


@contextmanager
def failing(error: BaseException) -> Iterator[None]:
    """While it lasts, ``make_tea`` raises."""
    _failing.append(error)
    try:
        yield
    finally:
        _failing.remove(error)


@after(KettleBoiled)
def make_tea(event: KettleBoiled) -> None:
    if _failing:
        raise _failing[0]
    told.append(("make_tea", event))


@after(KettleBoiled)
def wash_up(event: KettleBoiled) -> None:
    told.append(("wash_up", event))


@atomic
def boil(kettle: int = 1) -> KettleBoiled:
    event = KettleBoiled(kettle, NOON)
    publish(event)
    return event
