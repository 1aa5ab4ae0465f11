"""Lists of big tables: pages by the last row seen, as fast at the end as at the beginning."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Field, Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from core import clock

AFTER, BEFORE = "after", "before"
_SEPARATOR = "~"


class KeysetPaginator(Paginator):
    """Only names the template; the list below knows its own neighbours and never counts."""

    template_name = "core/keyset_pages.html"


class KeysetChangeList(ChangeList):
    """Ordered by ``keys()``, paged by their values in the outermost rows. No COUNT, no OFFSET.

    Every row carries the moment of the page in ``seen_at``, for what is reckoned from it.
    """

    previous_label: str | Promise = _("Newer")
    next_label: str | Promise = _("Older")

    def keys(self) -> tuple[str, ...]:
        """Indexed columns, the last one unique; all ascending, or all descending ("-number")."""
        return ("-pk",)

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        kept: dict[str, Any] = super().get_filters_params(params)
        return {name: kept[name] for name in kept if name not in (AFTER, BEFORE)}

    def get_query_string(
        self, new_params: dict[str, Any] | None = None, remove: list[str] | None = None
    ) -> str:
        # Another filter begins with its own first page.
        return str(super().get_query_string(new_params, [*(remove or []), AFTER, BEFORE]))

    def get_results(self, request: HttpRequest) -> None:
        size = self.list_per_page
        after, before = self._cursor(request, AFTER), self._cursor(request, BEFORE)
        if before:
            backwards = self.queryset.order_by(*map(_turned, self.keys()))
            rows = list(backwards.filter(self._beyond(before, backwards=True))[: size + 1])
            self.has_previous, self.has_next = len(rows) > size, True
            rows = rows[:size][::-1]
        else:
            onwards = self.queryset.order_by(*self.keys())
            if after:
                onwards = onwards.filter(self._beyond(after))
            rows = list(onwards[: size + 1])
            self.has_previous, self.has_next = bool(after), len(rows) > size
            rows = rows[:size]
        at = clock.now()
        for row in rows:
            row.seen_at = at
        self._describe(request, rows)

    def _beyond(self, values: list[Any], *, backwards: bool = False) -> Q:
        """The rows behind the one with these values, or before it."""
        is_descending = self.keys()[0].startswith("-")
        comparison = "lt" if is_descending is not backwards else "gt"
        beyond, same = Q(), Q()
        for column, value in zip(self._columns, values, strict=True):
            beyond |= same & Q(**{f"{column}__{comparison}": value})
            same &= Q(**{column: value})
        return beyond

    def _cursor(self, request: HttpRequest, name: str) -> list[Any]:
        """The values that an address names; none where it names what cannot be one."""
        written = request.GET[name].split(_SEPARATOR) if name in request.GET else []
        if len(written) != len(self._columns):
            return []
        try:
            return [
                self._field(column).to_python(value)
                for column, value in zip(self._columns, written, strict=True)
            ]
        except ValidationError:
            return []

    @property
    def _columns(self) -> list[str]:
        return [key.removeprefix("-") for key in self.keys()]

    def _field(self, column: str) -> "Field[Any, Any]":
        field: Field[Any, Any] = (
            self.lookup_opts.pk if column == "pk" else self.lookup_opts.get_field(column)
        )
        return field

    def _describe(self, request: HttpRequest, rows: list[Any]) -> None:
        """What the admin's templates ask of a list besides its rows."""
        self.result_list = rows
        self.result_count = self.full_result_count = len(rows)
        self.show_full_result_count = False
        self.show_admin_actions = bool(self.model_admin.actions)
        self.can_show_all = self.multi_page = False
        self.paginator = self.model_admin.get_paginator(request, rows, self.list_per_page)

    @property
    def previous_url(self) -> str:
        """The page before this one, or "" on the first."""
        return self._page(BEFORE, 0) if self.has_previous and self.result_list else ""

    @property
    def next_url(self) -> str:
        """The page after this one, or "" on the last."""
        return self._page(AFTER, -1) if self.has_next and self.result_list else ""

    def _page(self, cursor: str, index: int) -> str:
        row = self.result_list[index]
        values = [str(getattr(row, column)) for column in self._columns]
        return self.get_query_string({cursor: _SEPARATOR.join(values)})


class KeysetPages:
    """For the admin of a table that grows without end: newest first, nothing is counted."""

    paginator = KeysetPaginator
    show_full_result_count = False
    sortable_by = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetChangeList]:
        return KeysetChangeList


def _turned(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"
