from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings

from config.celery import app as celery_app
from core import incidents, outbox, tasks
from core.actor import Actor
from core.clock import real_now
from core.models import Incident, OutboxMessage
from core.tracing import cause, caused_by
from tests.core import stories
from tests.core.stories import boil, failing, told
from tests.races import race

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _told_nothing_yet():
    told.clear()


def message_for(subscriber: str) -> OutboxMessage:
    return OutboxMessage.objects.get(subscriber=f"tests.{subscriber}")


def deliver_all(*, at=None) -> int:
    at = at or real_now()
    return outbox.deliver(outbox.due_messages(at=at, limit=100), at=at)


def test_each_subscriber_is_told_once(relay):
    event = boil()
    assert relay() == 2
    assert told == [("make_tea", event), ("wash_up", event)]
    assert relay() == 0
    assert message_for("make_tea").delivered_at is not None
    assert message_for("make_tea").attempts == 1


def test_a_message_is_delivered_under_the_cause_that_wrote_it(monkeypatch):
    causes = []
    monkeypatch.setitem(
        stories.after.__globals__["_after_commit"][stories.KettleBoiled],
        "tests.make_tea",
        lambda event: causes.append(cause()),
    )
    with caused_by("request", "abcdefgh"):
        boil()
    with caused_by("task", "sweep-01"):
        deliver_all()
        assert cause() == "task:sweep-01"
    assert causes == ["request:abcdefgh"]


def test_what_fails_is_tried_again_later_and_holds_nobody_up():
    boil()
    with failing(ZeroDivisionError("no tea")):
        assert deliver_all() == 1
    failed = message_for("make_tea")
    assert [name for name, _event in told] == ["wash_up"]
    assert (failed.attempts, failed.delivered_at) == (1, None)
    assert failed.last_error == "ZeroDivisionError: no tea"

    assert deliver_all() == 0
    assert deliver_all(at=failed.due_at) == 1
    assert [name for name, _event in told] == ["wash_up", "make_tea"]
    assert message_for("make_tea").last_error == ""


def test_the_pause_doubles_up_to_an_hour(time_machine):
    time_machine.move_to(real_now(), tick=False)
    boil()
    pauses = []
    with failing(ZeroDivisionError()):
        for _ in range(outbox.MAX_ATTEMPTS):
            before = real_now()
            deliver_all(at=before + timedelta(days=1))
            pauses.append((message_for("make_tea").due_at - before).total_seconds())
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def give_up() -> OutboxMessage:
    boil()
    with failing(ZeroDivisionError("no tea")):
        for _ in range(outbox.MAX_ATTEMPTS):
            assert message_for("make_tea").dead_at is None
            deliver_all(at=real_now() + timedelta(days=1))
    return message_for("make_tea")


def test_what_keeps_failing_is_given_up_with_an_incident():
    dead = give_up()
    assert dead.dead_at is not None
    assert deliver_all(at=real_now() + timedelta(days=2)) == 0
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == (outbox.DEAD_LETTER, f"outbox:{dead.pk}")
    assert incident.facts == {
        "event": "tests.KettleBoiled",
        "subscriber": "tests.make_tea",
        "error": "no tea",
    }
    assert incident.resolved_at is None


def test_a_dead_letter_is_replayed_and_its_incident_resolved(relay):
    dead = give_up()
    told.clear()

    assert outbox.replay([dead.pk], at=real_now()) == 1

    assert relay() == 1
    assert [name for name, _event in told] == ["make_tea"]
    assert message_for("make_tea").attempts == 1
    assert Incident.objects.get().resolution == "replayed"


def test_the_cure_of_a_dead_letters_incident_delivers_it_again(relay):
    give_up()
    told.clear()
    incident = Incident.objects.get()

    cure = incidents.kind_of(incident.kind).cure
    assert cure is not None
    cure.run(incident.subject, Actor.staff(3), real_now())

    assert relay() == 1
    assert [name for name, _event in told] == ["make_tea"]
    incident.refresh_from_db()
    assert (incident.resolution, incident.resolved_at is None) == ("replayed", False)


def test_only_dead_letters_are_replayed(relay):
    boil()
    relay()
    ids = OutboxMessage.objects.values_list("pk", flat=True)
    assert outbox.replay(ids, at=real_now()) == 0
    assert relay() == 0


def test_a_dead_letter_that_dies_again_opens_a_new_incident():
    dead = give_up()
    outbox.replay([dead.pk], at=real_now())
    with failing(ZeroDivisionError("still no tea")):
        for _ in range(outbox.MAX_ATTEMPTS):
            deliver_all(at=real_now() + timedelta(days=1))
    assert Incident.objects.filter(resolved_at=None).count() == 1
    assert Incident.objects.count() == 2


@pytest.mark.parametrize("field", ["event", "subscriber"])
def test_a_message_for_what_the_code_no_longer_has_waits_for_a_person(field):
    boil()
    OutboxMessage.objects.filter(subscriber="tests.make_tea").update(**{field: "tests.Gone"})
    assert deliver_all() == 1
    assert "KeyError" in OutboxMessage.objects.get(delivered_at=None).last_error


# --- crashes ------------------------------------------------------------------------------


class Killed(BaseException):
    """What no subscriber catches, as kill -9 is."""


def test_the_sweep_finds_what_was_committed_and_never_delivered():
    boil()  # the worker that was to be woken is gone
    tasks.sweep_outbox()
    assert [name for name, _event in told] == ["make_tea", "wash_up"]


def test_what_was_being_delivered_in_a_crash_is_delivered_after_its_lease():
    boil()
    at = real_now()
    with failing(Killed()), pytest.raises(Killed):
        deliver_all(at=at)

    assert deliver_all(at=at + timedelta(minutes=4)) == 1  # wash_up had not been touched
    assert [name for name, _event in told] == ["wash_up"]
    assert deliver_all(at=at + outbox.LEASE) == 1
    assert [name for name, _event in told] == ["wash_up", "make_tea"]


def test_what_kills_its_worker_each_time_is_given_up_too():
    boil()
    message, at = message_for("make_tea"), real_now()
    with failing(Killed()):
        for _ in range(outbox.MAX_ATTEMPTS):
            with pytest.raises(Killed):
                outbox.deliver([message.pk], at=at)
            at += outbox.LEASE

    assert outbox.deliver([message.pk], at=at) == 0

    assert message_for("make_tea").dead_at is not None
    assert Incident.objects.get().facts["error"] == "whoever delivered it was killed each time"
    assert told == []


def test_a_crash_after_the_subscriber_tells_it_again():
    """At least once, so subscribers bear being called again."""
    boil()
    deliver_all()
    OutboxMessage.objects.update(delivered_at=None)  # the mark was lost with the process
    assert deliver_all(at=real_now() + outbox.LEASE) == 2
    assert len(told) == 4


def test_a_lease_outlives_any_task():
    assert outbox.LEASE.total_seconds() > settings.CELERY_TASK_TIME_LIMIT


# --- relays -------------------------------------------------------------------------------


@committed
def test_parallel_relays_never_deliver_the_same_message():
    for kettle in range(10):
        boil(kettle)
    ids = outbox.due_messages(at=real_now(), limit=100)

    counts = race([lambda: outbox.deliver(ids, at=real_now())] * 8)

    assert sum(counts) == 20
    assert len(told) == len(set(told)) == 20


@committed
def test_without_the_lease_parallel_relays_tell_twice():
    """Read what is due, call, mark: what the lease is there for."""
    boil()
    both_have_read = [Event(), Event()]

    def relay(mine: Event, other: Event) -> None:
        due = list(OutboxMessage.objects.filter(delivered_at=None))
        mine.set()
        assert other.wait(60)
        for message in due:
            outbox._deliver_leased(message)

    race([lambda: relay(*both_have_read), lambda: relay(*reversed(both_have_read))])

    assert len(told) == 4


@committed
def test_a_message_that_is_being_delivered_is_left_alone():
    boil()
    at = real_now()
    ids = outbox.due_messages(at=at, limit=100)
    telling, finish = Event(), Event()

    class Wait:
        def append(self, item):
            telling.set()
            assert finish.wait(60)
            told.append(item)

    def other():
        assert telling.wait(60)
        try:
            return outbox.deliver(ids[:1], at=at)
        finally:
            finish.set()

    def slow():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stories, "told", Wait())
            return outbox.deliver(ids[:1], at=at)

    assert race([slow, other]) == [1, 0]
    assert len(told) == 1


# --- waking the relay ---------------------------------------------------------------------


@pytest.fixture
def worker_at_hand():
    celery_app.conf.task_always_eager = True
    yield
    celery_app.conf.task_always_eager = False


@committed
def test_a_commit_wakes_the_relay(worker_at_hand):
    boil()
    assert [name for name, _event in told] == ["make_tea", "wash_up"]


@committed
def test_a_broker_that_is_down_does_not_fail_the_request(monkeypatch, caplog):
    def unreachable(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.deliver_messages, "apply_async", unreachable)
    boil()
    assert "no broker" in caplog.text
    tasks.sweep_outbox()
    assert len(told) == 2


# --- forgetting ---------------------------------------------------------------------------


def test_what_was_delivered_is_forgotten_after_a_month_and_dead_letters_never():
    dead = give_up()
    now = real_now()
    OutboxMessage.objects.filter(delivered_at__isnull=False).update(
        delivered_at=now - outbox.KEPT_FOR
    )
    boil(2)
    deliver_all()

    tasks.forget_old()

    assert set(OutboxMessage.objects.values_list("payload__kettle", flat=True)) == {1, 2}
    assert OutboxMessage.objects.filter(dead_at__isnull=False).get() == dead
    assert OutboxMessage.objects.count() == 3
