from datetime import timedelta
from functools import partial

import pytest

from core import incidents
from core.actor import Actor
from core.errors import AlreadyResolved
from core.incidents import (
    IncidentKind,
    close_cured,
    kind_of,
    raise_incident,
    register_kind,
    resolve_incident,
)
from core.models import Incident, Severity
from core.outbox import DEAD_LETTER
from tests.core.stories import NOON
from tests.races import race

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
LINA, WEI = Actor.staff(3), Actor.staff(4)


def test_an_incident_opens_with_the_severity_of_its_kind():
    raise_incident(DEAD_LETTER, "outbox:1", facts={"error": "茶", "at": NOON}, at=NOON)
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == (DEAD_LETTER, "outbox:1")
    assert (incident.severity, incident.opened_at) == (Severity.HIGH, NOON)
    assert incident.facts == {"error": "茶", "at": "2026-05-01 04:00:00+00:00"}
    assert (incident.owner, incident.snoozed_until, incident.resolved_at) == ("", None, None)


def test_the_same_trouble_again_refreshes_the_open_incident():
    raise_incident(DEAD_LETTER, "outbox:1", facts={"error": "a", "tries": 1}, at=NOON)
    Incident.objects.update(owner="staff:3")
    raise_incident(DEAD_LETTER, "outbox:1", facts={"error": "b"}, at=LATER)
    incident = Incident.objects.get()
    assert incident.facts == {"error": "b", "tries": 1}
    assert (incident.opened_at, incident.owner) == (NOON, "staff:3")


def test_after_it_was_resolved_the_same_trouble_opens_a_new_incident():
    raise_incident(DEAD_LETTER, "outbox:1", at=NOON)
    assert resolve_incident(DEAD_LETTER, "outbox:1", resolution="replayed", at=LATER)
    raise_incident(DEAD_LETTER, "outbox:1", at=LATER)
    first, second = Incident.objects.order_by("pk")
    assert (first.resolved_at, first.resolution) == (LATER, "replayed")
    assert (second.resolved_at, second.opened_at) == (None, LATER)


def test_only_an_open_incident_is_resolved():
    assert not resolve_incident(DEAD_LETTER, "outbox:1", resolution="x", at=NOON)
    raise_incident(DEAD_LETTER, "outbox:1", at=NOON)
    resolve_incident(DEAD_LETTER, "outbox:1", resolution="first", at=NOON)
    assert not resolve_incident(DEAD_LETTER, "outbox:1", resolution="second", at=LATER)
    assert Incident.objects.get().resolution == "first"


def test_a_person_takes_an_incident_over_from_whoever_had_it():
    incident = open_incident()

    incidents.assign(incident_id=incident.pk, actor=LINA)
    incidents.assign(incident_id=incident.pk, actor=WEI)

    incident.refresh_from_db()
    assert (incident.owner, incident.resolved_at) == ("staff:4", None)


def test_a_person_resolves_an_incident_with_a_reason():
    incident = open_incident()

    incidents.resolve(incident_id=incident.pk, reason="called them", actor=LINA, at=LATER)

    incident.refresh_from_db()
    assert (incident.owner, incident.resolved_at) == ("staff:3", LATER)
    assert incident.resolution == "called them"


def test_a_snoozed_incident_stays_so_when_the_same_trouble_comes_again():
    incident = open_incident()
    until = LATER + timedelta(days=1)

    incidents.snooze(
        incident_id=incident.pk, until=until, reason="bank holiday", actor=LINA, at=LATER
    )
    raise_incident(DEAD_LETTER, "outbox:1", at=LATER)

    incident.refresh_from_db()
    assert (incident.snoozed_until, incident.snooze_reason) == (until, "bank holiday")
    assert (incident.owner, incident.resolved_at) == ("staff:3", None)


def test_an_incident_is_not_put_off_until_the_past():
    incident = open_incident()

    with pytest.raises(ValueError, match="some time ahead"):
        incidents.snooze(incident_id=incident.pk, until=NOON, reason="x", actor=LINA, at=NOON)

    incident.refresh_from_db()
    assert (incident.snoozed_until, incident.snooze_reason, incident.owner) == (None, "", "")


def test_nothing_more_is_done_with_a_resolved_incident():
    incident = open_incident()
    incidents.resolve(incident_id=incident.pk, reason="first", actor=LINA, at=LATER)
    before = Incident.objects.values().get()

    for act in (
        partial(incidents.assign, actor=WEI),
        partial(incidents.resolve, reason="second", actor=WEI, at=LATER),
        partial(incidents.snooze, until=LATER, reason="later", actor=WEI, at=NOON),
    ):
        with pytest.raises(AlreadyResolved):
            act(incident_id=incident.pk)

    assert Incident.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_resolve_an_incident_at_once_one_is_told_that_it_is_done():
    incident = open_incident()

    outcomes = race(
        [
            partial(
                incidents.resolve,
                incident_id=incident.pk,
                reason=f"by {who}",
                actor=who,
                at=LATER,
            )
            for who in (LINA, WEI)
        ]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyResolved", "NoneType"]
    resolved = Incident.objects.get()
    assert resolved.resolution == f"by {resolved.owner}"


def open_incident() -> Incident:
    raise_incident(DEAD_LETTER, "outbox:1", at=NOON)
    return Incident.objects.get()


def test_a_kind_must_be_declared_and_only_once():
    with pytest.raises(KeyError):
        raise_incident("no_such_kind", "x", at=NOON)
    with pytest.raises(ValueError, match="declared twice"):
        register_kind(IncidentKind(code=DEAD_LETTER, label="again", severity=Severity.LOW))
    assert kind_of(DEAD_LETTER).severity == Severity.HIGH


@pytest.mark.django_db(transaction=True)
def test_many_who_meet_the_same_trouble_open_one_incident():
    outcomes = race([partial(raise_incident, DEAD_LETTER, "outbox:1", at=NOON)] * 12)
    assert outcomes == [None] * 12
    assert Incident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_facts_told_at_once_are_all_kept():
    told = [{f"fact {number}": number} for number in range(12)]
    race([partial(raise_incident, DEAD_LETTER, "outbox:1", facts=fact, at=NOON) for fact in told])
    assert Incident.objects.get().facts == {f"fact {number}": number for number in range(12)}


def test_incidents_whose_cause_is_gone_close_themselves_and_the_others_stay(kind_that_tells):
    kind, causes = kind_that_tells
    for subject in ("order:1", "order:2", "order:?"):
        raise_incident(kind.code, subject, at=NOON)
    raise_incident(DEAD_LETTER, "outbox:1", at=NOON)
    causes.remove("order:1")

    assert close_cured(at=LATER) == 1

    closed = Incident.objects.get(resolved_at__isnull=False)
    assert (closed.subject, closed.resolution) == ("order:1", "the cause is gone")
    assert Incident.objects.filter(resolved_at=None).count() == 3


@pytest.fixture
def kind_that_tells():
    """A kind of trouble that is so for some subjects, and cannot tell of ``order:?``."""
    causes = {"order:1", "order:2"}

    def still_true(subject: str) -> bool:
        if subject == "order:?":
            raise RuntimeError("no such order")
        return subject in causes

    kind = register_kind(IncidentKind("test_tells", "a test", Severity.LOW, still_true=still_true))
    yield kind, causes
    del incidents._kinds[kind.code]
