"""Stock movements: each says what it changed, what there was after it, for what and by whom."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import NamedChangeList, ReadOnlyAdmin
from core.keyset import KeysetPages
from products import selectors
from products.models import StockMovement


class Balances:
    """Columns of ``selectors.movements()``; rows carry the name of their actor in ``known_as``."""

    @display(description=_("on hand"))
    def on_hand(self, movement: Any) -> SafeString:
        return _figure(movement.on_hand_delta, movement.on_hand_after)

    @display(description=_("reserved"))
    def reserved(self, movement: Any) -> SafeString:
        return _figure(movement.reserved_delta, movement.reserved_after)

    @display(description=_("for"))
    def cause(self, movement: StockMovement) -> str:
        return " · ".join(filter(None, (movement.reference, movement.reason)))

    @display(description=_("by"))
    def by(self, movement: Any) -> str:
        name: str = movement.known_as
        return name


def _figure(delta: int, after: int) -> SafeString:
    """``236 (+12)``: what there was after it, and how that came."""
    change = format_html(' <span class="dd-change">{}</span>', f"{delta:+d}") if delta else ""
    return format_html('<span class="dd-amount"><strong>{}</strong>{}</span>', after, change)


@admin.register(StockMovement)
class StockMovementAdmin(Balances, KeysetPages, ReadOnlyAdmin):
    list_display = ("at", "shelf", "kind", "on_hand", "reserved", "cause", "by")
    list_display_links = None
    list_filter = ("kind", "stock_item__warehouse")
    list_per_page = 50
    list_fullwidth = True
    search_fields = ("stock_item__sku__code__startswith", "reference__exact")
    search_help_text = _("SKU code or order number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockMovement]:
        return selectors.movements()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[NamedChangeList]:
        return NamedChangeList

    @display(description=_("stock item"))
    def shelf(self, movement: StockMovement) -> SafeString:
        item = movement.stock_item
        page = reverse("admin:products_stockitem_change", args=(item.pk,))
        return format_html(
            '<a class="dd-link" href="{}">{}</a> <span class="dd-quiet">{}</span>',
            page,
            item.sku.code,
            item.warehouse.spoken_name,
        )
