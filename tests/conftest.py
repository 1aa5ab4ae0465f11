"""Fixtures for every suite: a quick flush, a cache per test, the outbox."""

import gc
import itertools
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from config.celery import app as celery_app
from core import outbox, rules
from core.clock import real_now
from core.events import Event, _in_transaction
from tests.catalogue import compile_catalogue
from tests.emptying import way_back

_test_number = itertools.count()
_prefix = "test"


def make_cache_key(key: str, key_prefix: str, version: int) -> str:
    return f"{_prefix}:{version}:{key}"


def pytest_configure() -> None:
    compile_catalogue()
    settings.CACHES["default"]["KEY_FUNCTION"] = make_cache_key
    # A good hash takes a third of a second on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # That a machine stands still for a second is no finding about the code.
    hypothesis_settings.register_profile(
        "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    hypothesis_settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """What is imported by now stays: a collector that looks at it again and again takes a
    fifteenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def _cache_of_its_own(worker_id: str) -> None:
    """Nothing that one test leaves in the cache is seen by another, on whatever worker."""
    global _prefix
    rules.forget_known()
    _prefix = f"test:{worker_id}:{real_now().timestamp()}:{next(_test_number)}"


@pytest.fixture(autouse=True)
def _language_of_its_own() -> None:
    """A request leaves its language to the thread that served it."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests of real transactions end with a flush, for which there is a quicker way."""
    flushing = flush.Command.handle
    with django_db_blocker.unblock():
        flush.Command.handle = way_back()  # type: ignore[method-assign]
    yield
    flush.Command.handle = flushing  # type: ignore[method-assign]


@pytest.fixture
def relay() -> Callable[[], int]:
    """Deliver the outbox until it is empty, as the worker does, with the tasks that deliveries
    send; return how many were delivered."""

    def deliver_all() -> int:
        delivered, eager = 0, celery_app.conf.task_always_eager
        celery_app.conf.task_always_eager = True
        while due := outbox.due_messages(at=real_now(), limit=1000):
            delivered += outbox.deliver(due, at=real_now())
        celery_app.conf.task_always_eager = eager
        return delivered

    return deliver_all


@pytest.fixture
def published() -> Iterator[Callable[[type[Event]], list[Event]]]:
    """``published(OrderClosed)`` starts to listen and returns the list that fills up."""
    listening: list[tuple[type[Event], Callable[[Event], None]]] = []

    def listen(event_type: type[Event]) -> list[Event]:
        heard: list[Event] = []
        _in_transaction[event_type].append(heard.append)
        listening.append((event_type, heard.append))
        return heard

    yield listen
    for event_type, subscriber in listening:
        _in_transaction[event_type].remove(subscriber)
