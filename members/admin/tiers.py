"""Tiers, which the shop sets up as it likes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import StaffAdmin
from members.models import Tier


@admin.register(Tier)
class TierAdmin(StaffAdmin):
    list_display = ("spoken", "threshold", "of_list_price", "times_points")
    fields = (
        ("name", "name_en"),
        ("threshold", "price_factor", "points_multiplier"),
        "benefits",
        "benefits_en",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # members' histories name it

    @display(description=_("name"), ordering="name")
    def spoken(self, tier: Tier) -> str:
        return tier.spoken_name

    @display(description=_("price factor"), ordering="price_factor")
    def of_list_price(self, tier: Tier) -> str:
        return f"{tier.price_factor / 100:g} %"

    @display(description=_("points multiplier"), ordering="points_multiplier")
    def times_points(self, tier: Tier) -> str:
        return f"× {tier.points_multiplier / 10_000:g}"
