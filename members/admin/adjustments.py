"""Adjustments of balances: what was done, by whom, and what waits for a second person."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from core.admin import NamedChangeList, ReadOnlyAdmin, actor_of
from core.clock import now
from core.keyset import KeysetPages
from core.money import format_amount
from core.people import names_of
from members import selectors, services
from members.admin.acting import ActsByDialog
from members.admin.forms import ReasonForm
from members.admin.wallet import OfMember
from members.models import AdjustmentStatus, BalanceAdjustment

COLOURS = {
    AdjustmentStatus.REQUESTED: "warning",
    AdjustmentStatus.APPROVED: "success",
    AdjustmentStatus.REFUSED: "danger",
}


@admin.register(BalanceAdjustment)
class BalanceAdjustmentAdmin(ActsByDialog, OfMember, KeysetPages, ReadOnlyAdmin):
    list_display = ("whose", "shown_amount", "shown_status", "reason", "by", "at")
    list_filter = ("status",)
    list_select_related = ("member",)
    search_fields = ("member__phone__exact",)
    fields = ("whose", "shown_amount", "reason", "asked_by", "at", "shown_status", "decision")
    readonly_fields = fields
    actions_detail = ("approve", "refuse")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[NamedChangeList]:
        return NamedChangeList

    @display(description=_("amount"))
    def shown_amount(self, adjustment: BalanceAdjustment) -> str:
        return format_amount(adjustment.amount)

    @display(description=_("status"), label=COLOURS)
    def shown_status(self, adjustment: BalanceAdjustment) -> tuple[str, str]:
        return adjustment.status, adjustment.get_status_display()

    @display(description=_("requested by"))
    def by(self, adjustment: Any) -> str:
        name: str = adjustment.known_as
        return name

    @display(description=_("requested by"))
    def asked_by(self, adjustment: BalanceAdjustment) -> str:
        return names_of([adjustment.actor])[adjustment.actor]

    @display(description=_("decided by"), empty_value="")
    def decision(self, adjustment: BalanceAdjustment) -> str:
        if not adjustment.decided_by:
            return ""
        name = names_of([adjustment.decided_by])[adjustment.decided_by]
        return f"{name}: {adjustment.refusal}" if adjustment.refusal else name

    @action(
        description=_("Approve"),
        permissions=["decide"],
        dialog={
            "title": _("Approve the adjustment"),
            "description": _("The balance changes at once."),
            "form_class": None,
            "form_submit_text": _("Approve"),
        },
    )
    def approve(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        adjustment = BalanceAdjustment.objects.get(pk=object_id)
        approve = partial(
            services.approve_adjustment,
            adjustment_id=adjustment.pk,
            actor=actor_of(request),
            at=now(),
        )
        return self._act(request, adjustment, approve, _("Approved."))

    @action(
        description=_("Refuse"),
        permissions=["decide"],
        dialog={
            "title": _("Refuse the adjustment"),
            "description": _("The balance stays as it is."),
            "form_class": ReasonForm,
            "form_submit_text": _("Refuse"),
        },
    )
    def refuse(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        adjustment = BalanceAdjustment.objects.get(pk=object_id)
        reason = form.cleaned_data["reason"]
        refuse = partial(
            services.refuse_adjustment,
            adjustment_id=adjustment.pk,
            reason=reason,
            actor=actor_of(request),
            at=now(),
        )
        said = _("Refused: %(reason)s") % {"reason": reason}
        return self._act(request, adjustment, refuse, said)

    def has_decide_permission(self, request: HttpRequest, object_id: str) -> bool:
        may = request.user.has_perm("members.approve_adjustment")
        return may and selectors.adjustment_awaits_approval(int(object_id))
