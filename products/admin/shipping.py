from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import display

from core import regions
from products.forms import FreightRateForm, WarehouseForm
from products.models import FreightRate, FreightTemplate, Warehouse, WarehouseKind


def _names(codes: list[str]) -> str:
    return "、".join(regions.region(code).name for code in codes)


class FreightRateInline(StackedInline):
    model = FreightRate
    form = FreightRateForm
    extra = 0
    ordering = ("pk",)
    fields = (
        "region_codes",
        "covers",
        ("first_weight_grams", "first_fee_amount"),
        ("extra_weight_grams", "extra_fee_amount"),
        "free_over_amount",
    )
    readonly_fields = ("covers",)

    @display(description=_("covers"))
    def covers(self, rate: FreightRate) -> Any:
        return _names(rate.region_codes) or _("everywhere else")


@admin.register(FreightTemplate)
class FreightTemplateAdmin(ModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    inlines = (FreightRateInline,)


@admin.register(Warehouse)
class WarehouseAdmin(ModelAdmin):
    form = WarehouseForm
    list_display = ("shown", "sort", "district", "priority", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "name", "name_en")
    ordering = ("-kind", "priority", "code")
    readonly_fields = ("near",)
    fields = (
        ("name", "name_en"),
        ("code", "kind"),
        ("region_code", "address"),
        "serves_regions",
        "near",
        ("priority", "is_active"),
    )

    @display(description=_("warehouse"), header=True, ordering="name")
    def shown(self, warehouse: Warehouse) -> list[str]:
        return [warehouse.spoken_name, warehouse.code]

    @display(
        description=_("kind"),
        ordering="kind",
        label={WarehouseKind.WAREHOUSE: "info", WarehouseKind.STORE: "primary"},
    )
    def sort(self, warehouse: Warehouse) -> tuple[str, str]:
        return warehouse.kind, warehouse.get_kind_display()

    @display(description=_("district"))
    def district(self, warehouse: Warehouse) -> str:
        return str(regions.region(warehouse.region_code))

    @display(description=_("provinces nearest to it"))
    def near(self, warehouse: Warehouse) -> str:
        return _names(warehouse.serves_regions) or "–"
