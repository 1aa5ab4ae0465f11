"""The desk's list: its stages, the board of what waits where, and how it is ordered and paged."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from core.keyset import AFTER, BEFORE, KeysetChangeList
from logistics import selectors
from logistics.lifecycle import UNDERWAY, UNDISPATCHED, ShipmentStatus
from logistics.models import Shipment
from products.models import Warehouse

WAREHOUSE_PARAM = "warehouse__id__exact"
STAGE_PARAM = "stage"
TO_SHIP, LATE, ALL = "to_ship", "late", "all"

S = ShipmentStatus
STAGES: dict[str, tuple[str | Promise, tuple[ShipmentStatus, ...]]] = {
    TO_SHIP: (_("To ship"), UNDISPATCHED),
    LATE: (_("Late"), UNDISPATCHED),
    **{status.value: (status.label, (status,)) for status in UNDISPATCHED},
    "underway": (_("Underway"), UNDERWAY),
    "confirmed": (_("Confirmed"), (S.CONFIRMED,)),
    "failed": (_("Returned, lost or cancelled"), (S.RETURNED, S.LOST, S.CANCELLED)),
    ALL: (_("All"), tuple(S)),
}
IN_THE_HOUSE = (TO_SHIP, LATE, *(status.value for status in UNDISPATCHED))


def stage_of(request: HttpRequest) -> str:
    """What is to be shipped, unless something else is asked for."""
    asked = request.GET.get(STAGE_PARAM, TO_SHIP)
    return asked if asked in STAGES else ALL


class StageFilter(admin.SimpleListFilter):
    title = _("stage")
    parameter_name = STAGE_PARAM

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, title) for name, (title, _statuses) in STAGES.items()]

    def choices(self, changelist: Any) -> Any:
        """Without Django's own "All", which would be this filter's default."""
        return list(super().choices(changelist))[1:]

    def value(self) -> str:
        return super().value() or TO_SHIP

    def queryset(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> QuerySet[Shipment]:
        stage = stage_of(request)
        if stage == LATE:
            queryset = queryset.filter(ship_by__lte=clock.now())
        return queryset.filter(status__in=STAGES[stage][1])


class DeskChangeList(KeysetChangeList):
    """What waits: the longest overdue first. What has left: the latest planned first."""

    previous_label = _("Previous")
    next_label = _("Next")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.stage = stage_of(request)
        super().__init__(request, *args, **kwargs)

    def keys(self) -> tuple[str, ...]:
        return ("ship_by", "pk") if self.stage in IN_THE_HOUSE else ("-pk",)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    url: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """So many parcels, and the list that shows them."""

    count: int
    url: str
    is_late: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What waits in one warehouse, or in all of them, stage by stage."""

    label: str | Promise
    cells: list[Cell]


def stage_tabs(request: HttpRequest) -> list[Tab]:
    chosen = stage_of(request)
    warehouse = request.GET.get(WAREHOUSE_PARAM, "")
    in_the_house = {TO_SHIP: IN_THE_HOUSE}
    return [
        Tab(STAGES[name][0], _url(request, name, warehouse), chosen in in_the_house.get(name, name))
        for name in (TO_SHIP, "underway", "confirmed", "failed", ALL)
    ]


def board(request: HttpRequest) -> list[Row]:
    """All warehouses in which something waits, the sum of them first. Two queries."""
    counts = selectors.waiting_counts(at=clock.now())
    rows: list[tuple[str, str | Promise, dict[str, int]]] = [
        ("", _("All warehouses"), _summed(counts.values()))
    ]
    warehouses = Warehouse.objects.filter(pk__in=counts).order_by("-kind", "priority", "code")
    rows += [(str(each.pk), each.spoken_name, counts[each.pk]) for each in warehouses]
    return [Row(label, list(_cells(request, pk, waiting))) for pk, label, waiting in rows]


def _cells(request: HttpRequest, warehouse: str, waiting: dict[str, int]) -> Iterator[Cell]:
    here = (request.GET.get(WAREHOUSE_PARAM, ""), stage_of(request))
    for stage in IN_THE_HOUSE:
        yield Cell(
            count=waiting.get(stage, 0),
            url=_url(request, stage, warehouse),
            is_late=stage == LATE,
            is_active=(warehouse, stage) == here,
        )


def _summed(counts: Collection[dict[str, int]]) -> dict[str, int]:
    return {stage: sum(each.get(stage, 0) for each in counts) for stage in IN_THE_HOUSE}


def _url(request: HttpRequest, stage: str, warehouse: str) -> str:
    params = request.GET.copy()
    for name in (AFTER, BEFORE, STAGE_PARAM, WAREHOUSE_PARAM):
        params.pop(name, None)
    if stage != TO_SHIP:
        params[STAGE_PARAM] = stage
    if warehouse:
        params[WAREHOUSE_PARAM] = warehouse
    return f"?{params.urlencode()}"
