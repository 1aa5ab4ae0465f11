from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from core.db import atomic
from core.incidents import (
    Cure,
    IncidentKind,
    raise_incident,
    register_kind,
    resolve_incident,
)
from core.models import Severity
from orders import selectors
from products.services import release_stock

STUCK, LEAK = "order_stuck", "stock_leak"


def report_stuck(order_id: int, error: Exception, *, at: datetime) -> None:
    """A sweep could not move an order whose time has come."""
    number = selectors.number_of(order_id)
    facts = {"error": f"{type(error).__name__}: {error}"[:500]}
    raise_incident(STUCK, f"order:{number}", facts=facts, at=at)


def report_leak(number: str, *, at: datetime) -> None:
    """An order that has ended keeps goods from others."""
    raise_incident(LEAK, f"order:{number}", at=at)


def _number(subject: str) -> str:
    return subject.partition(":")[2]


def _order_page(subject: str) -> str:
    order_id = selectors.order_id_of(_number(subject))
    return reverse("admin:orders_order_change", args=[order_id])


def _give_back(subject: str, actor: Actor, at: datetime) -> None:
    with atomic():
        release_stock(references=[_number(subject)], reason=LEAK, actor=actor, at=at)
        resolve_incident(LEAK, subject, resolution="given back", at=at)


register_kind(
    IncidentKind(
        code=STUCK,
        label=_("An order cannot go on by itself"),
        severity=Severity.HIGH,
        still_true=lambda subject: selectors.is_due(_number(subject), at=clock.now()),
        link=_order_page,
    )
)
register_kind(
    IncidentKind(
        code=LEAK,
        label=_("An order that has ended still holds stock"),
        severity=Severity.MEDIUM,
        cure=Cure(_("Give it back"), "products.change_stockitem", _give_back),
        still_true=lambda subject: (
            selectors.leaking_orders().filter(number=_number(subject)).exists()
        ),
        link=_order_page,
    )
)
