from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.incidents import IncidentKind, raise_incident, register_kind
from core.models import Severity
from orders import selectors

STUCK = "order_stuck"


def report_stuck(order_id: int, error: Exception, *, at: datetime) -> None:
    """A sweep could not move an order whose time has come."""
    number = selectors.number_of(order_id)
    facts = {"error": f"{type(error).__name__}: {error}"[:500]}
    raise_incident(STUCK, f"order:{number}", facts=facts, at=at)


register_kind(
    IncidentKind(
        code=STUCK,
        label=_("An order cannot go on by itself"),
        severity=Severity.HIGH,
        still_true=lambda subject: selectors.is_due(subject.partition(":")[2], at=clock.now()),
        link=lambda subject: reverse(
            "admin:orders_order_change", args=[selectors.order_id_of(subject.partition(":")[2])]
        ),
    )
)
