"""Presales: set up by staff, watched by how far their orders are paid, given up."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from core import clock
from core.admin import actor_of, badge
from core.money import format_amount
from marketing import services
from marketing.admin.offer_forms import FailPresaleForm, PresaleForm
from marketing.admin.offers import ClaimInline, OfferAdmin, bar
from marketing.models import Presale, PresaleClaim, PresaleStage
from marketing.selectors import presales

COLOURS = {
    PresaleStage.AHEAD: "blue",
    PresaleStage.WARM_UP: "amber",
    PresaleStage.BETWEEN: "indigo",
    PresaleStage.BALANCE: "violet",
    PresaleStage.OVER: "grey",
    PresaleStage.FAILED: "red",
}


class PresaleClaimInline(ClaimInline):
    model = PresaleClaim
    fields = ("order", "quantity", "claimed_at", "deposit_paid_at", "paid_at", "given_back_at")


@admin.register(Presale)
class PresaleAdmin(OfferAdmin):
    form = PresaleForm
    always = ("name", "name_en", "quota", "per_member_limit")
    typed = (*PresaleForm.Meta.fields, "sku_code")
    list_display = ("shown", "name", "state", "price", "progress", "ends_at", "balance_due_at")
    search_fields = ("name", "name_en", "sku__code")
    search_help_text = _("Name or SKU code")
    ordering = ("-pk",)
    readonly_fields = ("state", "progress", "given_up", "withdrawn_reason")
    inlines = (PresaleClaimInline,)
    actions_detail = ("fail",)
    fieldsets = (
        (None, {"fields": (("name", "name_en"), "sku_code", ("state", "progress"))}),
        (
            _("Price"),
            {
                "fields": (
                    ("price_amount", "deposit_amount", "deposit_worth_amount"),
                    "deposit_refundable",
                )
            },
        ),
        (
            _("When and how many"),
            {
                "fields": (
                    "starts_at",
                    "ends_at",
                    "balance_opens_at",
                    "balance_due_at",
                    ("quota", "per_member_limit"),
                )
            },
        ),
        (_("Given up"), {"fields": (("given_up", "withdrawn_reason"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Presale]:
        return presales.presales_with_figures()

    def save_model(self, request: HttpRequest, obj: Presale, form: Any, change: bool) -> None:
        by: dict[str, Any] = {"actor": actor_of(request), "at": clock.now()}
        if change:
            services.change_presale(presale_id=obj.pk, **form.terms(), **by)
        else:
            self.take(obj, services.set_up_presale(**form.terms(), **by))

    @display(description=_("stage"))
    def state(self, presale: Presale) -> SafeString | str:
        if presale.pk is None:
            return "–"
        stage = presale.stage(clock.now())
        return badge(COLOURS[stage], stage.label)

    @display(description=_("price"))
    def price(self, presale: Presale) -> str:
        return f"{format_amount(presale.deposit_amount)} + {format_amount(presale.balance_amount)}"

    @display(description=_("pieces paid"))
    def progress(self, presale: Any) -> SafeString | str:
        """Balance paid, deposit paid, nothing paid yet, free: of the quota."""
        if presale.pk is None:
            return "–"
        shares = [
            ("green", presale.balances, _("balance paid")),
            ("blue", presale.deposits - presale.balances, _("deposit paid")),
            ("amber", presale.claimed - presale.deposits, _("to be paid")),
            ("grey", presale.left, _("left")),
        ]
        return bar(shares, f"{presale.balances} / {presale.deposits} / {presale.quota}")

    @display(description=_("orders that ended with their deposit paid"))
    def given_up(self, presale: Any) -> int:
        return getattr(presale, "given_up", 0)

    # --- what staff do with it ------------------------------------------------------------

    def has_fail_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("marketing.fail_presale")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        presale = self.get_object(request, object_id)
        if presale is None or presale.withdrawn_at is not None:
            return []
        return super().get_actions_detail(request, object_id)

    @action(
        description=_("Give it up"),
        icon="undo",
        permissions=["fail"],
        dialog={
            "title": _("Give the presale up"),
            "description": _(
                "Nothing more is sold, and every deposit whose balance is not paid yet goes back. "
                "Orders that are paid in full keep their goods. It cannot be undone."
            ),
            "form_class": FailPresaleForm,
            "form_submit_text": _("Give it up and refund the deposits"),
        },
    )
    def fail(self, request: HttpRequest, form: FailPresaleForm, object_id: str) -> HttpResponse:
        refunds = services.fail_presale(
            presale_id=int(object_id),
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            at=clock.now(),
        )
        said = ngettext(
            "The presale is given up; %(count)d deposit goes back.",
            "The presale is given up; %(count)d deposits go back.",
            refunds,
        )
        messages.success(request, said % {"count": refunds})
        page = reverse("admin:marketing_presale_change", args=(object_id,))
        return HttpResponse(headers={"HX-Redirect": page})
