from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.incidents import Cure, IncidentKind, register_kind
from core.models import Severity
from logistics import selectors, services
from logistics.lifecycle import Trouble
from logistics.rules import LATE_TO_SHIP, NOT_COLLECTED, incident_of


def _number(subject: str) -> str:
    return subject.partition(":")[2]


def _page(subject: str) -> str:
    return reverse("admin:logistics_shipment_change", args=(_shipment_id(subject),))


def _shipment_id(subject: str) -> int:
    return selectors.shipments().get(number=_number(subject)).pk


def _ask_again(subject: str, actor: Actor, at: datetime) -> None:
    services.ask_again(shipment_id=_shipment_id(subject), at=at)


def _is(trouble: Trouble) -> Callable[[str], bool]:
    return lambda subject: selectors.is_troubled(_number(subject), trouble)


ASK_AGAIN = Cure(_("Ask the courier again"), "logistics.ship_shipment", _ask_again)

register_kind(
    IncidentKind(
        code=LATE_TO_SHIP,
        label=_("A parcel is late to ship"),
        severity=Severity.MEDIUM,
        still_true=lambda subject: selectors.waits_to_ship(_number(subject)),
        link=_page,
    )
)
register_kind(
    IncidentKind(
        code=NOT_COLLECTED,
        label=_("A shipped parcel was not collected"),
        severity=Severity.MEDIUM,
        cure=ASK_AGAIN,
        still_true=lambda subject: selectors.waits_for_courier(_number(subject)),
        link=_page,
    )
)

# What goes wrong on the way, and whether asking the courier again may be of help.
_ON_THE_WAY: dict[Trouble, tuple[str | Promise, Severity, Cure | None]] = {
    Trouble.SILENT: (_("Nothing is heard of a parcel"), Severity.MEDIUM, ASK_AGAIN),
    Trouble.PROBLEM: (_("A parcel has a problem on its way"), Severity.MEDIUM, ASK_AGAIN),
    Trouble.REFUSED: (_("A recipient refused a parcel"), Severity.HIGH, None),
    Trouble.RETURNING: (_("A parcel is on its way back"), Severity.HIGH, None),
    Trouble.RETURNED: (_("A parcel came back"), Severity.HIGH, None),
}
for _trouble, (_label, _severity, _cure) in _ON_THE_WAY.items():
    register_kind(
        IncidentKind(
            code=incident_of(_trouble),
            label=_label,
            severity=_severity,
            cure=_cure,
            still_true=_is(_trouble),
            link=_page,
        )
    )
