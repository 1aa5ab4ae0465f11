from functools import partial
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection

from core.db import atomic, before_commit, forbid_transaction, in_transaction, savepoint
from core.errors import Busy
from core.models import Incident, Severity
from tests.core.stories import NOON
from tests.races import race

committed = pytest.mark.django_db(transaction=True)


def note(subject: str) -> Incident:
    return Incident.objects.create(
        kind="note", subject=subject, severity=Severity.LOW, opened_at=NOON
    )


def notes() -> list[str]:
    return sorted(Incident.objects.filter(kind="note").values_list("subject", flat=True))


# --- joining ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_service_inside_a_service_joins_its_transaction(django_assert_num_queries):
    @atomic
    def inner() -> str:
        note("inner")
        return "done"

    with atomic(), django_assert_num_queries(1) as queries:
        assert inner() == "done"
    assert queries.captured_queries[0]["sql"].startswith("INSERT")


@pytest.mark.django_db
def test_an_error_ends_the_whole_transaction():
    @atomic
    def service() -> None:
        note("first")
        with atomic():
            note("second")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        service()
    assert notes() == []


@pytest.mark.django_db
def test_an_error_caught_without_a_savepoint_is_not_passed_over_in_silence():
    def swallow() -> None:
        note("first")
        try:
            with atomic():
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    with pytest.raises(RuntimeError, match=r"without core\.db\.savepoint"), atomic():
        swallow()
    assert notes() == []


@pytest.mark.django_db
def test_it_is_known_whether_a_transaction_is_open():
    assert not in_transaction()
    with atomic():
        assert in_transaction()
        with atomic():
            assert in_transaction()
        assert in_transaction()
    assert not in_transaction()


@pytest.mark.django_db
def test_nobody_calls_a_provider_inside_a_transaction():
    forbid_transaction("paying")
    with atomic(), pytest.raises(RuntimeError, match="paying inside a transaction"):
        forbid_transaction("paying")


# --- before commit ------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_collected_is_written_in_one_go_before_commit():
    flushed = []

    def flush(items):
        flushed.append((list(items), in_transaction(), notes()))

    with atomic():
        before_commit(flush, "a")
        with atomic():
            before_commit(flush, "b")
        note("last")
        assert flushed == []
    assert flushed == [(["a", "b"], True, ["last"])]


@pytest.mark.django_db
def test_what_was_collected_goes_with_a_transaction_that_fails():
    flushed = []

    @atomic
    def service() -> None:
        before_commit(flushed.extend, "a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        service()
    assert flushed == []

    with atomic():
        note("another transaction")
    assert flushed == []


@pytest.mark.django_db
def test_a_failing_flush_fails_the_transaction():
    def flush(items):
        raise ZeroDivisionError

    @atomic
    def service() -> None:
        note("first")
        before_commit(flush, "a")

    with pytest.raises(ZeroDivisionError):
        service()
    assert notes() == []


def test_nothing_is_collected_outside_a_transaction():
    with pytest.raises(RuntimeError, match=r"open core\.db\.atomic"):
        before_commit(print, "a")


# --- savepoints ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_savepoint_drops_only_what_happened_inside():
    flushed, other = [], []

    @atomic
    def service() -> None:
        note("inside")
        before_commit(flushed.extend, "inside")
        before_commit(other.extend, "inside")
        raise ZeroDivisionError

    with atomic():
        note("before")
        before_commit(flushed.extend, "before")
        with pytest.raises(ZeroDivisionError), savepoint():
            service()
        note("after")
        before_commit(flushed.extend, "after")
    assert notes() == ["after", "before"]
    assert (flushed, other) == (["before", "after"], [])


@pytest.mark.django_db
def test_a_savepoint_keeps_what_went_well():
    flushed = []
    with atomic(), savepoint():
        note("inside")
        before_commit(flushed.extend, "inside")
    assert (notes(), flushed) == (["inside"], ["inside"])


def test_a_savepoint_needs_a_transaction():
    with pytest.raises(RuntimeError, match=r"open core\.db\.atomic"), savepoint():
        pass


# --- busy ---------------------------------------------------------------------------------


def set_locally(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def lock(incident: Incident) -> None:
    Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)


@committed
def test_a_lock_that_cannot_be_had_in_time_is_busy_and_changes_nothing():
    row = note("wanted")
    held, finished = Event(), Event()

    @atomic
    def holder() -> None:
        lock(row)
        held.set()
        assert finished.wait(60)

    @atomic
    def service() -> None:
        set_locally("lock_timeout", "20ms")
        note("work")
        lock(row)

    def contender() -> None:
        assert held.wait(60)
        try:
            service()
        finally:
            finished.set()

    outcomes = race([holder, contender])

    assert outcomes[0] is None
    assert isinstance(outcomes[1], Busy)
    assert (outcomes[1].status, outcomes[1].retry_after) == (503, 1)
    assert notes() == ["wanted"]


@committed
def test_of_two_in_a_deadlock_one_is_busy_and_the_other_goes_on():
    rows = [note("a"), note("b")]
    both_hold_one = Barrier(2, timeout=60)

    @atomic
    def service(first: Incident, second: Incident) -> str:
        set_locally("deadlock_timeout", "20ms")
        lock(first)
        both_hold_one.wait()
        lock(second)
        return "done"

    outcomes = race([partial(service, *rows), partial(service, *reversed(rows))])

    assert [type(outcome) for outcome in outcomes if outcome != "done"] == [Busy]


@pytest.mark.django_db
def test_other_trouble_with_the_database_is_not_called_busy():
    @atomic
    def service() -> None:
        set_locally("statement_timeout", "1ms")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1)")

    with pytest.raises(OperationalError):
        service()
