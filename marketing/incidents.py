"""What a person must look at. Subjects: ``presale:<public id>``."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db import atomic
from core.incidents import Cure, IncidentKind, register_kind, resolve_incident
from core.models import Severity
from marketing import services
from marketing.selectors.presales import presale_id_of
from marketing.services.presales import SHORT


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
