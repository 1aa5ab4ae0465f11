"""Incidents as people read them: what happened, to what, since when, where to look, the cure."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice.formats import format_fact, label_fact
from backoffice.order_actions import Staff
from core import incidents
from core.actor import ActorKind
from core.incidents import Cure, IncidentKind
from core.models import Incident, Severity
from core.people import names_of

SEVERITY_COLOURS = {Severity.LOW: "grey", Severity.MEDIUM: "amber", Severity.HIGH: "red"}

# In hours, from now: the shop's clock may stand elsewhere than that of who would type a time.
SNOOZES: tuple[tuple[int, str | Promise], ...] = (
    (1, _("an hour")),
    (4, _("four hours")),
    (24, _("a day")),
    (3 * 24, _("three days")),
    (7 * 24, _("a week")),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the inbox, with the buttons for who may press them.

    ``owner`` is the name of who sees to it, "" while nobody does.
    """

    incident: Incident
    what: str | Promise
    subject: str
    facts: list[str]
    age: timedelta
    colour: str
    owner: str
    cure: Cure | None
    may_change: bool
    may_take_over: bool


def inbox(open_incidents: Iterable[Incident], *, staff: Staff, at: datetime) -> list[Trouble]:
    """The lines of some incidents; the owners' names take one query, however many they are."""
    listed = list(open_incidents)
    names = names_of(incident.owner for incident in listed if incident.owner)
    return [
        _trouble(incident, staff, owner=names.get(incident.owner, ""), at=at) for incident in listed
    ]


def may_change(staff: Staff) -> bool:
    """Whether this person may take incidents over, resolve and snooze them."""
    return staff.has_perm("core.change_incident")


def subject_of(incident: Incident) -> str:
    """``shipment:2611…-1`` as people say it: parcel 2611…-1."""
    about, _colon, name = incident.subject.partition(":")
    return f"{label_fact(about)} {name}".strip()


def facts_of(incident: Incident) -> list[str]:
    return [
        f"{label_fact(name)}: {format_fact(name, value)}" for name, value in incident.facts.items()
    ]


def page_of(incident: Incident) -> str:
    """Where to look: the kind's own page, else the order's that it is about, else its own."""
    kind = incidents.kind_of(incident.kind)
    if kind.link is not None:
        with suppress(ObjectDoesNotExist):
            return kind.link(incident.subject)
    about, _colon, name = incident.subject.partition(":")
    number = name if about == "order" else incident.facts.get("order")
    if number:
        return reverse("admin:orders_order_change", args=(number,))
    return reverse("admin:core_incident_change", args=(incident.pk,))


def cure_for(kind: IncidentKind, staff: Staff) -> Cure | None:
    """The kind's cure, where it has one and this person may use it."""
    if kind.cure is None or not staff.has_perm(kind.cure.permission):
        return None
    return kind.cure


def _trouble(incident: Incident, staff: Staff, *, owner: str, at: datetime) -> Trouble:
    kind = incidents.kind_of(incident.kind)
    is_theirs = incident.owner == f"{ActorKind.STAFF}:{staff.pk}"
    return Trouble(
        incident=incident,
        what=kind.label,
        subject=subject_of(incident),
        facts=facts_of(incident),
        age=at - incident.opened_at,
        colour=SEVERITY_COLOURS[Severity(incident.severity)],
        owner=owner,
        cure=cure_for(kind, staff),
        may_change=may_change(staff),
        may_take_over=may_change(staff) and not is_theirs,
    )
