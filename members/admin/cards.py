"""Batches of stored-value cards: planned, issued with their PINs shown once, voided."""

import csv
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from core.admin import ReadOnlyAdmin, StaffAdmin, actor_of
from core.clock import now
from core.errors import DomainError
from core.keyset import KeysetPages
from core.money import format_amount
from members import selectors, services
from members.admin.acting import ActsByDialog
from members.admin.forms import CardBatchForm
from members.models import Card, CardBatch


@admin.register(CardBatch)
class CardBatchAdmin(ActsByDialog, StaffAdmin):
    form = CardBatchForm
    list_display = ("name", "count", "shown_face", "source", "bound", "bind_by", "issued_at")
    list_filter = ("source",)
    ordering = ("-pk",)
    actions_detail = ("issue", "void")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CardBatch]:
        bound = Count("cards", filter=Q(cards__bound_at__isnull=False))
        return super().get_queryset(request).annotate(bound_count=bound)

    def has_change_permission(self, request: HttpRequest, obj: CardBatch | None = None) -> bool:
        is_plan = obj is None or obj.issued_at is None
        return is_plan and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: CardBatch | None = None) -> bool:
        is_plan = obj is not None and obj.issued_at is None
        return is_plan and bool(super().has_delete_permission(request, obj))

    @display(description=_("face value"))
    def shown_face(self, batch: CardBatch) -> str:
        return format_amount(batch.face_amount)

    @display(description=_("bound"))
    def bound(self, batch: Any) -> str:
        return str(batch.bound_count)

    @action(description=_("Issue the cards"), permissions=["issue"])
    def issue(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Ask first; then make the cards and hand their numbers and PINs over, the only time."""
        batch = CardBatch.objects.get(pk=object_id)
        if request.method != "POST":
            context = self.admin_site.each_context(request) | {"batch": batch, "opts": self.opts}
            return TemplateResponse(request, "members/issue_cards.html", context)
        try:
            issued = services.issue_cards(batch_id=batch.pk, actor=actor_of(request), at=now())
        except DomainError as refusal:
            messages.error(request, refusal.detail)
            return redirect("admin:members_cardbatch_change", batch.pk)
        self.log_change(request, batch, str(_("Issued.")))
        answer = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="cards-{batch.pk}.csv"'},
        )
        answer.write("\ufeff")  # for spreadsheets
        rows = csv.writer(answer)
        rows.writerow([_("card number"), "PIN", _("face value")])
        # As text: a spreadsheet would round sixteen digits.
        face = format_amount(batch.face_amount)
        rows.writerows((f"\t{card.number}", _in_fours(card.pin), face) for card in issued)
        return answer

    @action(
        description=_("Void unbound cards"),
        permissions=["void"],
        dialog={
            "title": _("Void unbound cards"),
            "description": _("Cards of this batch that nobody has bound yet are worth nothing."),
            "form_class": None,
            "form_submit_text": _("Void"),
        },
    )
    def void(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        batch = CardBatch.objects.get(pk=object_id)
        void = partial(services.void_cards, batch_id=batch.pk, at=now())
        return self._act(request, batch, void, _("The unbound cards are void."))

    def has_issue_permission(self, request: HttpRequest, object_id: str) -> bool:
        may = request.user.has_perm("members.issue_cards")
        return may and CardBatch.objects.filter(pk=object_id, issued_at=None).exists()

    def has_void_permission(self, request: HttpRequest, object_id: str) -> bool:
        may = request.user.has_perm("members.issue_cards")
        return may and selectors.unbound_cards(int(object_id)).exists()


@admin.register(Card)
class CardAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ("number", "batch", "state", "member", "bound_at")
    list_filter = ("batch",)
    list_select_related = ("batch", "member")
    search_fields = ("number__exact", "member__phone__exact")
    fields = list_display
    readonly_fields = fields

    @display(description=_("state"), label={"free": "info", "bound": "success", "voided": "danger"})
    def state(self, card: Card) -> tuple[str, Any]:
        if card.voided_at:
            return "voided", _("void")
        return ("bound", _("bound")) if card.bound_at else ("free", _("not bound yet"))


def _in_fours(pin: str) -> str:
    return "-".join(pin[start : start + 4] for start in range(0, len(pin), 4))
