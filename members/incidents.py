from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.incidents import Cure, IncidentKind, raise_incident, register_kind
from core.models import Severity
from members import selectors, services
from members.rules import ADJUSTMENT_WAITS

STUCK = "assets_stuck"


def report_stuck(subject: str, error: Exception, *, at: datetime) -> None:
    """A sweep could not see to a lot or to a member's tier whose time has come."""
    facts = {"error": f"{type(error).__name__}: {error}"[:500]}
    raise_incident(STUCK, subject, facts=facts, at=at)


def _adjustment_id(subject: str) -> int:
    return int(subject.partition(":")[2])


def _approve(subject: str, actor: Actor, at: datetime) -> None:
    services.approve_adjustment(adjustment_id=_adjustment_id(subject), actor=actor, at=at)


register_kind(
    IncidentKind(
        code=STUCK,
        label=_("Points, stored value or a tier cannot go on by themselves"),
        severity=Severity.MEDIUM,
    )
)
register_kind(
    IncidentKind(
        code=ADJUSTMENT_WAITS,
        label=_("A balance adjustment waits for approval"),
        severity=Severity.MEDIUM,
        cure=Cure(_("Approve"), "members.approve_adjustment", _approve),
        still_true=lambda subject: selectors.adjustment_awaits_approval(_adjustment_id(subject)),
        link=lambda subject: reverse(
            "admin:members_balanceadjustment_change", args=(_adjustment_id(subject),)
        ),
    )
)
