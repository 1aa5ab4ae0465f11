from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from core import events
from core.db import atomic, savepoint
from core.events import Event, after, from_payload, on, publish, to_payload
from core.models import OutboxMessage
from core.tracing import caused_by
from tests.core.stories import NOON, CupBroken, KettleBoiled, boil

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening():
    """Subscribers in the transaction that one test adds."""
    added = []

    def listen(event_type, subscriber):
        on(event_type)(subscriber)
        added.append((event_type, subscriber))

    yield listen
    for event_type, subscriber in added:
        events._in_transaction[event_type].remove(subscriber)


def test_news_of_one_transaction_is_written_in_it_by_one_statement(django_assert_num_queries):
    with django_assert_num_queries(3) as queries, atomic():
        for kettle in range(20):
            publish(KettleBoiled(kettle, NOON))
    assert [query["sql"].split()[0] for query in queries.captured_queries] == [
        "SAVEPOINT",
        "INSERT",
        "RELEASE",
    ]
    assert OutboxMessage.objects.count() == 40


def test_each_subscriber_has_a_message_of_its_own():
    with caused_by("request", "abcdefgh"):
        boil(7)
    messages = OutboxMessage.objects.order_by("subscriber")
    assert [message.subscriber for message in messages] == ["tests.make_tea", "tests.wash_up"]
    assert len({message.event_id for message in messages}) == 1
    for message in messages:
        assert message.event == "tests.KettleBoiled"
        assert message.payload == {
            "kettle": 7,
            "at": "2026-05-01T04:00:00+00:00",
            "cups": [],
            "cooled_at": None,
        }
        assert message.cause == "request:abcdefgh"
        assert message.due_at == message.written_at


def boil_and_fail():
    boil(2)
    raise ZeroDivisionError


def test_news_of_what_failed_is_none():
    with pytest.raises(ZeroDivisionError), atomic():
        boil_and_fail()
    assert not OutboxMessage.objects.exists()


def test_news_of_what_a_savepoint_took_back_is_none():
    with atomic():
        publish(KettleBoiled(1, NOON))
        with pytest.raises(ZeroDivisionError), savepoint():
            boil_and_fail()
    assert set(OutboxMessage.objects.values_list("payload__kettle", flat=True)) == {1}


def test_news_needs_a_transaction():
    for event in (KettleBoiled(1, NOON), CupBroken("blue")):
        with pytest.raises(RuntimeError, match=r"outside of core\.db\.atomic"):
            publish(event)


def test_news_that_nobody_hears_writes_nothing():
    with atomic():
        publish(CupBroken("blue"))
    assert not OutboxMessage.objects.exists()


def test_a_subscriber_in_the_transaction_hears_at_once(listening):
    heard = []
    listening(CupBroken, heard.append)
    with atomic():
        publish(CupBroken("blue"))
        assert heard == [CupBroken("blue")]


def test_a_subscriber_in_the_transaction_that_fails_fails_the_publisher(listening):
    def refuse(event):
        raise ZeroDivisionError

    listening(KettleBoiled, refuse)
    with pytest.raises(ZeroDivisionError):
        boil()
    assert not OutboxMessage.objects.exists()


def test_an_event_survives_its_payload():
    event = KettleBoiled(1, NOON, cups=("blue", "white"), cooled_at=datetime.now(UTC))
    assert from_payload("tests.KettleBoiled", to_payload(event)) == event
    assert from_payload("tests.KettleBoiled", to_payload(KettleBoiled(2, NOON))).cooled_at is None


def test_an_event_that_the_code_no_longer_has_is_a_key_error():
    with pytest.raises(KeyError):
        from_payload("tests.Gone", {})


def test_no_two_events_share_a_name():
    with pytest.raises(ValueError, match=r"two events named tests\.KettleBoiled"):

        @dataclass(frozen=True)
        class KettleBoiled(Event):
            pass


def test_no_two_subscribers_of_an_event_share_a_name():
    with pytest.raises(ValueError, match=r"tests\.make_tea subscribes"):

        @after(KettleBoiled)
        def make_tea(event):
            pass
