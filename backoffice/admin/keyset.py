"""Lists of big tables: pages by the last key seen, as fast at the end as at the beginning."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest
from unfold.views import ChangeList

from core import clock

OLDER_THAN, NEWER_THAN = "older_than", "newer_than"


class KeysetPaginator(Paginator):
    """Only names the template; the list below knows its own neighbours and never counts."""

    template_name = "backoffice/keyset_pages.html"


class KeysetChangeList(ChangeList):
    """Newest first by one unique, indexed column. No COUNT, no OFFSET.

    Every row carries the moment of the page in ``seen_at``, for what is reckoned from it.
    """

    key: ClassVar[str] = "pk"

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        kept: dict[str, Any] = super().get_filters_params(params)
        return {name: kept[name] for name in kept if name not in (OLDER_THAN, NEWER_THAN)}

    def get_query_string(
        self, new_params: dict[str, Any] | None = None, remove: list[str] | None = None
    ) -> str:
        # Another filter begins with its own first page.
        return str(super().get_query_string(new_params, [*(remove or []), OLDER_THAN, NEWER_THAN]))

    def get_results(self, request: HttpRequest) -> None:
        size = self.list_per_page
        older_than, newer_than = request.GET.get(OLDER_THAN), request.GET.get(NEWER_THAN)
        newest_first = self.queryset.order_by(f"-{self.key}")
        if newer_than:
            oldest_first = self.queryset.order_by(self.key).filter(
                **{f"{self.key}__gt": newer_than}
            )
            rows = list(oldest_first[: size + 1])
            self.has_newer, self.has_older = len(rows) > size, True
            rows = rows[:size][::-1]
        else:
            if older_than:
                newest_first = newest_first.filter(**{f"{self.key}__lt": older_than})
            rows = list(newest_first[: size + 1])
            self.has_newer, self.has_older = bool(older_than), len(rows) > size
            rows = rows[:size]
        at = clock.now()
        for row in rows:
            row.seen_at = at
        self._describe(request, rows)

    def _describe(self, request: HttpRequest, rows: list[Any]) -> None:
        """What the admin's templates ask of a list besides its rows."""
        self.result_list = rows
        self.result_count = self.full_result_count = len(rows)
        self.show_full_result_count = False
        self.show_admin_actions = False
        self.can_show_all = self.multi_page = False
        self.paginator = self.model_admin.get_paginator(request, rows, self.list_per_page)

    @property
    def newer_url(self) -> str:
        """The page before this one, or "" on the first."""
        return self._page(NEWER_THAN, 0) if self.has_newer and self.result_list else ""

    @property
    def older_url(self) -> str:
        """The page after this one, or "" on the last."""
        return self._page(OLDER_THAN, -1) if self.has_older and self.result_list else ""

    def _page(self, cursor: str, index: int) -> str:
        return self.get_query_string({cursor: getattr(self.result_list[index], self.key)})
