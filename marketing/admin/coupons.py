"""Coupons: set up by form, watched in figures, granted to tiers and phones."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from core import clock
from core.admin import actor_of
from core.errors import DomainError
from core.money import format_amount
from marketing import services
from marketing.admin.promotion_forms import GrantForm, TemplateForm
from marketing.admin.saving import PromotionAdmin
from marketing.models import CouponTemplate
from marketing.pricing import CouponKind
from marketing.selectors.coupons import templates_with_figures
from marketing.selectors.grants import preview_grant
from marketing.services.coupons import TERMS


@admin.register(CouponTemplate)
class CouponTemplateAdmin(PromotionAdmin):
    form = TemplateForm
    list_display = ("shown", "gives", "issued", "used", "claimable_until", "is_enabled")
    list_filter = ("kind", "is_enabled", "bearer")
    search_fields = ("name", "name_en")
    ordering = ("-pk",)
    actions_detail = ("grant",)
    fieldsets = (
        (None, {"fields": (("name", "name_en"), ("kind", "bearer"), "is_enabled")}),
        (
            _("What it gives"),
            {
                "fields": (
                    ("amount", "off_basis_points", "cap_amount"),
                    ("threshold_amount", "stackable"),
                    ("category_ids", "sku_codes"),
                )
            },
        ),
        (_("How long it is good"), {"fields": ("valid_days", "valid_from", "valid_until")}),
        (
            _("Who gets it"),
            {
                "fields": (
                    "claimable_from",
                    "claimable_until",
                    ("total_limit", "per_member_limit"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CouponTemplate]:
        return templates_with_figures()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What members have got is as they got it."""
        return TERMS if obj is not None and obj.issued_count else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = form.cleaned_data | {"actor": actor_of(request), "at": clock.now()}
        if change:
            services.change_template(template_id=obj.pk, **said)
        else:
            obj.pk = services.set_up_template(**said).pk

    def has_grant_permission(self, request: HttpRequest, object_id: str) -> bool:
        may = request.user.has_perm("marketing.change_coupontemplate")
        return may and CouponTemplate.objects.filter(pk=object_id).exists()

    @display(description=_("coupon"), ordering="name")
    def shown(self, template: CouponTemplate) -> str:
        return template.spoken_name

    @display(description=_("gives"))
    def gives(self, template: CouponTemplate) -> str:
        if template.kind == CouponKind.FIXED:
            return format_amount(template.amount)
        if template.kind == CouponKind.PERCENT:
            return f"{template.off_basis_points / 100:g} %"
        return str(template.get_kind_display())

    @display(description=_("given out"))
    def issued(self, template: CouponTemplate) -> str:
        limit = "" if template.total_limit is None else f" / {template.total_limit}"
        return f"{template.issued_count}{limit}"

    @display(description=_("used"))
    def used(self, template: Any) -> int:
        count: int = template.used_count
        return count

    @action(description=_("Grant to members"), url_path="grant", permissions=["grant"])
    def grant(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """First what would happen; then, once more asked, it happens."""
        template = CouponTemplate.objects.get(pk=object_id)
        form, grant = GrantForm(request.POST or None, request.FILES or None), None
        if form.is_valid():
            phones, tiers = form.cleaned_data["phones"], form.cleaned_data["tiers"]
            if "grant" in request.POST and self._granted(request, template, phones, tiers):
                return redirect("admin:marketing_coupontemplate_change", template.pk)
            grant = preview_grant(template, phones, tiers)
            form = GrantForm(initial={"pasted": "\n".join(phones), "tiers": tiers})
        context = self.admin_site.each_context(request) | {
            "title": _("Grant to members"),
            "opts": self.opts,
            "template": template,
            "form": form,
            "grant": grant,
        }
        return TemplateResponse(request, "marketing/grant.html", context)

    def _granted(
        self,
        request: HttpRequest,
        template: CouponTemplate,
        phones: Sequence[str],
        tiers: Sequence[int],
    ) -> bool:
        """To those whom the page showed: it sends back what was ``seen`` there."""
        try:
            issued = services.grant_coupons(
                template_id=template.pk,
                member_ids=preview_grant(template, phones, tiers).member_ids,
                seen=request.POST.get("seen", ""),
                actor=actor_of(request),
                at=clock.now(),
            )
        except DomainError as refusal:
            messages.error(request, refusal.detail)
            return False
        count = len(issued)
        said = ngettext("%(count)d coupon granted.", "%(count)d coupons granted.", count)
        said %= {"count": count}
        self.log_change(request, template, said)
        messages.success(request, said)
        return True
