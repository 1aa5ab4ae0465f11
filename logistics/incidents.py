from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.incidents import IncidentKind, register_kind
from core.models import Severity
from logistics import selectors
from logistics.rules import LATE_TO_SHIP


def _number(subject: str) -> str:
    return subject.partition(":")[2]


def _page(subject: str) -> str:
    shipment = selectors.shipments().get(number=_number(subject))
    return reverse("admin:logistics_shipment_change", args=(shipment.pk,))


register_kind(
    IncidentKind(
        code=LATE_TO_SHIP,
        label=_("A parcel is late to ship"),
        severity=Severity.MEDIUM,
        still_true=lambda subject: selectors.waits_to_ship(_number(subject)),
        link=_page,
    )
)
