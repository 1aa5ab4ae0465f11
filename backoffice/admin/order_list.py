"""The order list: its filters and the tabs of states above it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter

from backoffice.selectors import open_counts
from core.keyset import AFTER, BEFORE, KeysetChangeList
from orders.lifecycle import COLOURS, OrderStatus
from orders.models import Order

STATUS_PARAM = "status__exact"


class OrderChangeList(KeysetChangeList):
    def keys(self) -> tuple[str, ...]:
        # They grow with time and begin with the shop's date: one index pages and filters by day.
        return ("-number",)


class PlacedFilter(RangeDateFilter):
    """Days of the shop's calendar, as a range of order numbers."""

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        self.title = _("placed on")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        first = self._day("from")
        last = self._day("to")
        if first:
            queryset = queryset.filter(number__gte=f"{first:%y%m%d}")
        if last:
            queryset = queryset.filter(number__lt=f"{last + timedelta(days=1):%y%m%d}")
        return queryset

    def _day(self, end: str) -> date | None:
        try:
            return date.fromisoformat(self.used_parameters.get(f"{self.parameter_name}_{end}", ""))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class StateTab:
    label: str | Promise
    url: str
    colour: str = ""
    count: int | None = None
    is_active: bool = False


def state_tabs(request: HttpRequest) -> list[StateTab]:
    """All orders, then one tab a state; counts only where they stay cheap."""
    chosen = request.GET.get(STATUS_PARAM)
    params = request.GET.copy()
    for name in (STATUS_PARAM, AFTER, BEFORE):
        params.pop(name, None)
    counts = open_counts()

    def url(status: str = "") -> str:
        tab = params.copy()
        if status:
            tab[STATUS_PARAM] = status
        return f"?{tab.urlencode()}"

    return [
        StateTab(_("All"), url(), is_active=not chosen),
        *(
            StateTab(
                status.label, url(status), COLOURS[status], counts.get(status), status == chosen
            )
            for status in OrderStatus
        ),
    ]
