import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core import clock
from core.admin import actor_of
from marketing import services
from marketing.admin.promotion_forms import ReductionForm
from marketing.admin.saving import PromotionAdmin
from marketing.models import FullReductionOffer
from marketing.selectors.calendar import Entry, conflicts, promotions_between


@admin.register(FullReductionOffer)
class FullReductionOfferAdmin(PromotionAdmin):
    form = ReductionForm
    list_display = ("name", "starts_at", "ends_at", "is_enabled", "goes_with")
    list_filter = ("is_enabled", "bearer")
    search_fields = ("name", "name_en")
    ordering = ("-starts_at",)
    fieldsets = (
        (None, {"fields": (("name", "name_en"), "starts_at", "ends_at", "is_enabled")}),
        (
            _("What it gives"),
            {
                "fields": (
                    "steps",
                    ("repeats", "cap_amount"),
                    ("category_ids", "sku_codes"),
                    "bearer",
                )
            },
        ),
        (_("What it goes with"), {"fields": (("stacking_group", "priority"), "exclusive")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = form.cleaned_data | {"actor": actor_of(request), "at": clock.now()}
        if change:
            services.change_reduction(offer_id=obj.pk, **said)
        else:
            obj.pk = services.set_up_reduction(**said).pk

    @display(description=_("goes with"))
    def goes_with(self, offer: FullReductionOffer) -> str:
        return str(_("exclusive")) if offer.exclusive else offer.stacking_group or "–"

    # --- the calendar ---------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.calendar)
        own = path("calendar/", page, name="marketing_fullreductionoffer_calendar")
        return [own, *super().get_urls()]

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """A month of promotions of every kind, as bars, with what does not go together."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        start = _month(request.GET.get("month", ""))
        end = _next(start)
        entries = promotions_between(start, end)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Promotion calendar"),
            "month": start,
            "days": range(1, (end - timedelta(days=1)).day + 1),
            "previous": f"{start - timedelta(days=1):%Y-%m}",
            "next": f"{end:%Y-%m}",
            "bars": [_bar(entry, start, end) for entry in entries],
            "conflicts": conflicts(entries),
        }
        return render(request, "marketing/calendar.html", context)


def _month(asked: str) -> datetime:
    """The first moment of the month on the shop's calendar; this one where none is named."""
    start = clock.shop_time(clock.now())
    if re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", asked):
        start = start.replace(day=1, year=int(asked[:4]), month=int(asked[5:]))
    return start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next(month: datetime) -> datetime:
    return (month + timedelta(days=31)).replace(day=1)


def _bar(entry: Entry, start: datetime, end: datetime) -> dict[str, Any]:
    """Where the bar begins and how long it is, in whole percent of the month."""
    whole = (end - start).total_seconds()
    left = max(0.0, (entry.starts_at - start).total_seconds() / whole)
    right = min(1.0, (entry.ends_at - start).total_seconds() / whole)
    name, pk = entry.page
    return {
        "entry": entry,
        "left": int(left * 100),
        "width": max(1, int((right - left) * 100)),
        "page": reverse(name, args=[pk]),
    }
