"""The points mall: what points buy, and how much of it is taken."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core import clock
from core.admin import actor_of
from core.money import format_amount
from marketing import services
from marketing.admin.offer_forms import MallItemForm
from marketing.admin.offers import ClaimInline, OfferAdmin, bar
from marketing.models import MallClaim, MallItem


class MallClaimInline(ClaimInline):
    model = MallClaim
    fields = ("order", "quantity", "claimed_at", "given_back_at")


@admin.register(MallItem)
class MallItemAdmin(OfferAdmin):
    form = MallItemForm
    always = ("points", "cash_amount", "ends_at", "quota", "per_member_limit")
    typed = (*MallItemForm.Meta.fields, "sku_code")
    list_display = ("shown", "price", "state", "progress", "starts_at", "ends_at")
    search_fields = ("sku__code",)
    search_help_text = _("SKU code")
    ordering = ("-pk",)
    readonly_fields = ("progress",)
    inlines = (MallClaimInline,)
    fieldsets = (
        (None, {"fields": ("sku_code", ("points", "cash_amount"), "progress")}),
        (
            _("When and how many"),
            {"fields": ("starts_at", "ends_at", ("quota", "per_member_limit"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[MallItem]:
        return super().get_queryset(request).select_related("sku__product")

    def save_model(self, request: HttpRequest, obj: MallItem, form: Any, change: bool) -> None:
        by: dict[str, Any] = {"actor": actor_of(request), "at": clock.now()}
        if change:
            services.change_mall_item(item_id=obj.pk, **form.terms(), **by)
        else:
            self.take(obj, services.set_up_mall_item(**form.terms(), **by))

    @display(description=_("price"))
    def price(self, item: MallItem) -> str:
        points = _("%(points)d points") % {"points": item.points}
        return f"{points} + {format_amount(item.cash_amount)}" if item.cash_amount else points

    @display(description=_("state"), label={"open": "success", "waiting": "info", "over": ""})
    def state(self, item: MallItem) -> tuple[str, Any]:
        at = clock.now()
        if item.is_open(at):
            return "open", _("open")
        return ("waiting", _("not yet")) if at < item.starts_at else ("over", _("over"))

    @display(description=_("pieces taken"))
    def progress(self, item: MallItem) -> SafeString | str:
        if item.pk is None:
            return "–"
        shares = [("green", item.claimed, _("taken")), ("grey", item.left, _("left"))]
        return bar(shares, f"{item.claimed} / {item.quota}")
