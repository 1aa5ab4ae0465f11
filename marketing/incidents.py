from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.incidents import IncidentKind, raise_incident, register_kind
from core.models import Severity
from marketing.models import GroupTeam
from marketing.selectors import group_buys

TEAM_STUCK = "group_team_stuck"


def report_stuck_team(team_id: int, error: Exception, *, at: datetime) -> None:
    """A sweep could not end a team, or remind its members."""
    facts = {"error": f"{type(error).__name__}: {error}"[:500]}
    raise_incident(TEAM_STUCK, f"team:{group_buys.code_of(team_id)}", facts=facts, at=at)


def _team(subject: str) -> GroupTeam:
    return group_buys.teams().get(number=subject.partition(":")[2])


register_kind(
    IncidentKind(
        code=TEAM_STUCK,
        label=_("A group team cannot go on by itself"),
        severity=Severity.HIGH,
        still_true=lambda subject: _team(subject).is_overdue(clock.now()),
        link=lambda subject: reverse("admin:marketing_groupteam_change", args=[_team(subject).pk]),
    )
)
