from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from core.money import format_amount
from products import selectors
from products.forms import ProductForm, SkuForm
from products.models import Category, Product, Sku


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ("name", "name_en", "slug", "parent", "position")
    list_editable = ("position",)
    list_select_related = ("parent",)
    search_fields = ("name", "name_en", "slug")
    prepopulated_fields = {"slug": ("name_en",)}


class SkuInline(TabularInline):
    model = Sku
    form = SkuForm
    extra = 0
    hide_title = True
    ordering = ("pk",)

    # What was sold once stands in orders: it is taken off sale, not away.
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    form = ProductForm
    list_display = ("shown", "category", "prices", "skus_count", "left", "is_active")
    list_filter = ("category", "kind", "is_active")
    search_fields = ("name", "name_en", "skus__code")
    search_help_text = _("Name or SKU code")
    show_full_result_count = False
    ordering = ("-pk",)
    list_per_page = 50
    prepopulated_fields = {"slug": ("name_en",)}
    autocomplete_fields = ("category",)
    readonly_fields = ("picture",)
    inlines = (SkuInline,)
    fieldsets = (
        (None, {"fields": (("name", "name_en"), ("slug", "kind"), "category", "is_active")}),
        (_("Description"), {"fields": ("description", "description_en")}),
        (_("Picture and shipping"), {"fields": ("picture", "image", "freight_template")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return selectors.products_with_figures()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("product"), header=True, ordering="name")
    def shown(self, product: Product) -> list[Any]:
        picture = {"path": product.image, "squared": True, "width": 44, "height": 44}
        return [
            product.spoken_name,
            product.slug,
            product.spoken_name[:1],
            picture if product.image else None,
        ]

    @display(description=_("price"), ordering="lowest_price_amount")
    def prices(self, product: Any) -> str:
        lowest, highest = product.lowest_price_amount, product.highest_price_amount
        if lowest is None:
            return "–"
        if lowest == highest:
            return format_amount(lowest)
        return f"{format_amount(lowest)} – {format_amount(highest)}"

    @display(description=_("SKUs"), ordering="skus_count")
    def skus_count(self, product: Any) -> int:
        count: int = product.skus_count
        return count

    @display(description=_("available"), label={"out": "danger", "some": "success"})
    def left(self, product: Any) -> tuple[str, str]:
        return "some" if product.available else "out", str(product.available)

    @display(description=_("picture"))
    def picture(self, product: Product) -> str:
        if not product.image:
            return "–"
        return format_html(
            '<img src="{}" alt="" width="220" height="220" class="rounded-default">', product.image
        )
