"""The home page: what a person must look at, and how the shop's day goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice import selectors
from backoffice.inbox import SNOOZES, inbox
from core import clock
from core.clock import shop_time
from orders.lifecycle import COLOURS, OrderStatus

_INBOX_SIZE = 50


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that asks for work, and the list that it counts."""

    label: str | Promise
    count: int
    colour: str
    url: str


@dataclass(frozen=True, slots=True)
class Share:
    """Today's orders in one state."""

    label: str | Promise
    count: int
    amount: int
    colour: str
    url: str


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK: each part for who may see what it counts."""
    at = clock.now()
    context["title"] = _("Today")
    context["shop_day"] = f"{shop_time(at):%Y-%m-%d}"
    if request.user.has_perm("orders.view_order"):
        context["tiles"] = _tiles()
        context["today"] = _today(at)
        context["today_count"] = sum(share.count for share in context["today"])
        context["today_amount"] = sum(share.amount for share in context["today"])
    if request.user.has_perm("core.view_incident"):
        worst = selectors.open_incidents(at=at)[:_INBOX_SIZE]
        context["inbox"] = inbox(worst, staff=request.user, at=at)
        context["snoozes"] = SNOOZES
    return context


def _tiles() -> list[Tile]:
    counts = selectors.open_counts()
    return [
        Tile(status.label, counts[status], COLOURS[status], _orders(status__exact=status))
        for status in selectors.OPEN_STATES
    ]


def _today(at: datetime) -> list[Share]:
    states = selectors.placed_today(at=at)
    day = f"{shop_time(at):%Y-%m-%d}"
    return [
        Share(
            label=state.status.label,
            count=state.count,
            amount=state.amount,
            colour=COLOURS[OrderStatus(state.status)],
            url=_orders(status__exact=state.status, placed_at_from=day, placed_at_to=day),
        )
        for state in states
    ]


def _orders(**filters: str) -> str:
    return reverse("admin:orders_order_changelist", query=filters)
