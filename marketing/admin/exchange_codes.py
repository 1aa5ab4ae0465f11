"""Batches of exchange codes: made once, their codes downloaded at once and never again."""

import csv
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core import clock
from core.admin import actor_of
from marketing import services
from marketing.admin.promotion_forms import BatchForm
from marketing.admin.saving import PromotionAdmin
from marketing.models import ExchangeBatch


@admin.register(ExchangeBatch)
class ExchangeBatchAdmin(PromotionAdmin):
    form = BatchForm
    list_display = ("shown", "good_for", "count", "used", "valid_from", "valid_until")
    list_select_related = ("sku__product", "template")
    search_fields = ("name", "name_en")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": (("name", "name_en"), "count")}),
        (
            _("Good for goods"),
            {"fields": (("sku_code", "quantity"), ("price_amount", "ships_free"))},
        ),
        (_("Or for a coupon"), {"fields": ("template",)}),
        (_("How long it is good"), {"fields": ("valid_from", "valid_until")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExchangeBatch]:
        used = Count("codes", filter=~Q(codes__used_for=""))
        return super().get_queryset(request).annotate(used_count=used)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        made, obj.printed = services.make_batch(
            **form.terms(), actor=actor_of(request), at=clock.now()
        )
        obj.pk = made.pk

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The codes themselves: there is no other moment at which they are known."""
        answer = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="codes-{obj.pk}.csv"',
                "Cache-Control": "no-store",
            },
        )
        answer.write("\ufeff")  # for spreadsheets
        rows = csv.writer(answer)
        rows.writerow([_("exchange code")])
        rows.writerows([code] for code in obj.printed)
        return answer

    @display(description=_("batch"), ordering="name")
    def shown(self, batch: ExchangeBatch) -> str:
        return batch.spoken_name

    @display(description=_("good for"))
    def good_for(self, batch: ExchangeBatch) -> str:
        if batch.template:
            return batch.template.spoken_name
        return f"{batch.sku} × {batch.quantity}"

    @display(description=_("used"))
    def used(self, batch: Any) -> int:
        count: int = batch.used_count
        return count
