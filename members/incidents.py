from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.incidents import IncidentKind, raise_incident, register_kind
from core.models import Severity

STUCK = "assets_stuck"


def report_stuck(subject: str, error: Exception, *, at: datetime) -> None:
    """A sweep could not see to a lot or to a member's tier whose time has come."""
    facts = {"error": f"{type(error).__name__}: {error}"[:500]}
    raise_incident(STUCK, subject, facts=facts, at=at)


register_kind(
    IncidentKind(
        code=STUCK,
        label=_("Points, stored value or a tier cannot go on by themselves"),
        severity=Severity.MEDIUM,
    )
)
