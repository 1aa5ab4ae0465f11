"""Incidents: what a person must look at. Each app declares its kinds in its ``incidents.py``."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from core.actor import Actor
from core.errors import AlreadyResolved
from core.models import Incident, Severity


@dataclass(frozen=True, slots=True)
class Cure:
    """The one button beside an incident: its label, the permission it takes, the service call.

    ``run`` gets the incident's subject, the staff user's Actor and the time.
    """

    label: str | Promise
    permission: str
    run: Callable[..., object]


@dataclass(frozen=True, slots=True)
class IncidentKind:
    """A kind of trouble. ``still_true`` answers, for a subject, whether the cause is still there:
    a sweep closes the incidents whose cause is gone. ``link`` gives the page to look at."""

    code: str
    label: str | Promise
    severity: Severity
    cure: Cure | None = None
    still_true: Callable[[str], bool] | None = None
    link: Callable[[str], str] | None = None


logger = logging.getLogger(__name__)

_kinds: dict[str, IncidentKind] = {}

# bulk_create cannot name a partial unique index as its conflict target.
_OPEN_OR_REFRESH = """
    INSERT INTO core_incident (kind, subject, severity, facts, opened_at,
                               owner, snooze_reason, resolution)
    VALUES (%s, %s, %s, %s, %s, '', '', '')
    ON CONFLICT (kind, subject) WHERE resolved_at IS NULL
    DO UPDATE SET facts = core_incident.facts || EXCLUDED.facts
"""


def register_kind(kind: IncidentKind) -> IncidentKind:
    """Declare a kind; its code is unique over all apps."""
    if kind.code in _kinds:
        raise ValueError(f"incident kind {kind.code} is declared twice")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> IncidentKind:
    return _kinds[code]


def raise_incident(
    kind: str, subject: str, *, at: datetime, facts: dict[str, Any] | None = None
) -> None:
    """Open an incident of a declared kind, or refresh the facts of the one already open."""
    severity = kind_of(kind).severity
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN_OR_REFRESH, [kind, subject, severity, json.dumps(facts or {}, default=str), at]
        )


def resolve_incident(kind: str, subject: str, *, resolution: str, at: datetime) -> bool:
    """Close the open incident of that kind and subject; False where none was open."""
    still_open = Incident.objects.filter(kind=kind, subject=subject, resolved_at=None)
    return bool(still_open.update(resolved_at=at, resolution=resolution))


def resolve(*, incident_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """A person's word that it is dealt with, who owns it from then on. Raises AlreadyResolved."""
    _change_open(incident_id, owner=str(actor), resolved_at=at, resolution=reason)


def assign(*, incident_id: int, actor: Actor) -> None:
    """Make it the actor's to see to, whoever had it before. Raises AlreadyResolved."""
    _change_open(incident_id, owner=str(actor))


def snooze(*, incident_id: int, until: datetime, reason: str, actor: Actor, at: datetime) -> None:
    """Keep it out of the inbox until then; it is the actor's. The same trouble again leaves it so.

    Raises AlreadyResolved, and ValueError where ``until`` is not ahead.
    """
    if until <= at:
        raise ValueError(f"an incident is snoozed until some time ahead, not until {until}")
    _change_open(incident_id, owner=str(actor), snoozed_until=until, snooze_reason=reason)


def _change_open(incident_id: int, **values: Any) -> None:
    # One UPDATE: of two who resolve it, or a person and a sweep, one finds it open.
    if not Incident.objects.filter(pk=incident_id, resolved_at=None).update(**values):
        raise AlreadyResolved


def close_cured(*, at: datetime) -> int:
    """Close open incidents whose kind can tell that the cause is gone; return how many.

    A kind that fails to tell leaves its incident open, and the log says why.
    """
    checked = [code for code, kind in _kinds.items() if kind.still_true]
    cured = [
        incident.pk
        for incident in Incident.objects.filter(resolved_at=None, kind__in=checked)
        if not _still_true(incident)
    ]
    still_open = Incident.objects.filter(pk__in=cured, resolved_at=None)
    return still_open.update(resolved_at=at, resolution="the cause is gone")


def _still_true(incident: Incident) -> bool:
    still_true = kind_of(incident.kind).still_true
    try:
        return still_true is None or still_true(incident.subject)
    except Exception:
        logger.exception("whether %s still is so cannot be told", incident)
        return True
