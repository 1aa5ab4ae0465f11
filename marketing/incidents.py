"""What a person must look at. Subjects: ``presale:<public id>``."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from core.db import atomic
from core.incidents import Cure, IncidentKind, raise_incident, register_kind, resolve_incident
from core.models import Severity
from marketing import services
from marketing.models import GroupTeam
from marketing.selectors import flash_sales, group_buys
from marketing.selectors.presales import presale_id_of
from marketing.services.presales import SHORT

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


FLASH_SALE_STUCK = "flash_sale_stuck"


def report_stuck_sale(sale_id: int, error: Exception, *, at: datetime) -> None:
    """A sweep could not end a session: what is left of its quotas is missing in stock."""
    facts = {"error": f"{type(error).__name__}: {error}"[:500]}
    raise_incident(FLASH_SALE_STUCK, f"flash_sale:{sale_id}", facts=facts, at=at)


def _sale_id(subject: str) -> int:
    return int(subject.partition(":")[2])


register_kind(
    IncidentKind(
        code=FLASH_SALE_STUCK,
        label=_("A flash sale that is over keeps its stock"),
        severity=Severity.MEDIUM,
        still_true=lambda subject: (
            flash_sales.sales_to_end(at=clock.now()).filter(pk=_sale_id(subject)).exists()
        ),
        link=lambda subject: reverse("admin:marketing_flashsale_change", args=[_sale_id(subject)]),
    )
)


def _presale_id(subject: str) -> int:
    return presale_id_of(subject.partition(":")[2])


def _give_up(subject: str, actor: Actor, at: datetime) -> None:
    with atomic():
        services.fail_presale(presale_id=_presale_id(subject), reason=SHORT, actor=actor, at=at)
        resolve_incident(SHORT, subject, resolution="given up", at=at)


def _presale_page(subject: str) -> str:
    return reverse("admin:marketing_presale_change", args=(_presale_id(subject),))


register_kind(
    IncidentKind(
        code=SHORT,
        label=_("A presale has sold more than there is: an order was refunded"),
        severity=Severity.HIGH,
        cure=Cure(_("Give it up and refund the deposits"), "marketing.fail_presale", _give_up),
        link=_presale_page,
    )
)
