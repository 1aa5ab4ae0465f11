"""News travels up. A service publishes a frozen dataclass; apps above subscribe.

``@on(Event)`` runs in the publisher's transaction: database only, and its
failure fails the publisher. ``@after(Event)`` runs after commit, at least
once, through the outbox. Both take the event and make one service call.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from core import db
from core.ids import uuid7

E = TypeVar("E", bound="Event")
Subscriber = Callable[[Any], object]


class Event:
    """Base of all events: frozen dataclasses of ids, codes, amounts and times."""

    _types: dict[str, type["Event"]] = {}

    def __init_subclass__(cls) -> None:
        # slots=True makes the class a second time; another class of that name is a mistake.
        known = Event._types.get(cls.name())
        if known and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise ValueError(f"there are two events named {cls.name()}")
        Event._types[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        """``orders.OrderClosed``: the app and the class."""
        return f"{cls.__module__.partition('.')[0]}.{cls.__name__}"


@dataclasses.dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one ``@after`` subscriber."""

    event_id: UUID
    event: Event
    subscriber: str


_in_transaction: dict[type[Event], list[Subscriber]] = defaultdict(list)
_after_commit: dict[type[Event], dict[str, Subscriber]] = defaultdict(dict)


def on(event_type: type[E]) -> Callable[[Callable[[E], object]], Callable[[E], object]]:
    """Subscribe in the transaction: for the few who must succeed or fail with the publisher."""

    def register(subscriber: Callable[[E], object]) -> Callable[[E], object]:
        _in_transaction[event_type].append(subscriber)
        return subscriber

    return register


def after(event_type: type[E]) -> Callable[[Callable[[E], object]], Callable[[E], object]]:
    """Subscribe after commit, at least once. The subscriber must bear being called again."""

    def register(subscriber: Callable[[E], object]) -> Callable[[E], object]:
        name = subscriber_name(subscriber)
        if name in _after_commit[event_type]:
            raise ValueError(f"{name} subscribes to {event_type.name()} twice")
        _after_commit[event_type][name] = subscriber
        return subscriber

    return register


def publish(event: Event) -> None:
    """Tell who subscribed. Needs an open ``core.db.atomic``: news of what may yet fail is none."""
    from core.outbox import write_messages

    if not db.in_transaction():
        raise RuntimeError(f"{event.name()} published outside of core.db.atomic")
    for subscriber in _in_transaction[type(event)]:
        subscriber(event)
    event_id = uuid7()
    for name in _after_commit[type(event)]:
        db.before_commit(write_messages, Delivery(event_id, event, name))


def subscriber_name(subscriber: Subscriber) -> str:
    """``payments.return_late_payment``: the app and the function."""
    return f"{subscriber.__module__.partition('.')[0]}.{subscriber.__name__}"


def subscriber_called(event: Event, name: str) -> Subscriber:
    """The ``@after`` subscriber of that name. KeyError when the code no longer has it."""
    return _after_commit[type(event)][name]


def subscribers_in_transaction() -> Iterable[tuple[str, str]]:
    """(event, subscriber) of every ``@on``: a short list, which a test keeps short."""
    return [
        (event_type.name(), subscriber_name(subscriber))
        for event_type, subscribers in _in_transaction.items()
        for subscriber in subscribers
    ]


def to_payload(event: Event) -> dict[str, Any]:
    """The event as JSON values."""
    fields = dataclasses.asdict(event)  # type: ignore[call-overload]  # every Event is a dataclass
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in fields.items()
    }


def from_payload(name: str, payload: dict[str, Any]) -> Event:
    """The inverse of ``to_payload``. KeyError when the code no longer has such an event."""
    event_type = Event._types[name]
    hints = get_type_hints(event_type)
    return event_type(
        **{field: _from_json(value, hints.get(field)) for field, value in payload.items()}
    )


def _from_json(value: Any, hint: Any) -> Any:
    if isinstance(value, str) and hint in (datetime, datetime | None):
        return datetime.fromisoformat(value)
    if isinstance(value, list):
        return tuple(value)
    return value
