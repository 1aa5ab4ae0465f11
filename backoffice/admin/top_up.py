"""Top-ups, which members begin and pay: staff read them."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice import selectors
from backoffice.timeline import tell
from core.admin import NamedFormSet, ReadOnlyAdmin, ReadOnlyInline, badge
from core.keyset import KeysetPages
from core.money import format_amount
from payments.lifecycle import TOP_UP_COLOURS, TopUpStatus
from payments.models import Attempt, Refund, TopUp, TopUpEvent


class AttemptInline(ReadOnlyInline):
    model = Attempt
    show_change_link = True
    fields = readonly_fields = ("out_trade_no", "channel", "status", "came", "opened_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        return super().get_queryset(request).prefetch_related("payments").order_by("pk")

    @display(description=_("payments at providers"))
    def came(self, attempt: Attempt) -> str:
        return "; ".join(
            f"{payment}: {format_amount(payment.amount)}, {payment.get_disposition_display()}"
            for payment in attempt.payments.all()
        )


class RefundInline(ReadOnlyInline):
    model = Refund
    show_change_link = True
    verbose_name_plural = _("payments that went back")
    fields = readonly_fields = ("number", "money", "reason", "requested_at", "finished_at")

    @display(description=_("amount"))
    def money(self, refund: Refund) -> str:
        return format_amount(refund.amount)


class EventInline(ReadOnlyInline):
    model = TopUpEvent
    formset = NamedFormSet
    verbose_name_plural = _("what happened")
    fields = readonly_fields = ("at", "told", "by")

    @cached_property  # an inline lives as long as its request
    def words(self) -> dict[str, dict[str, str]]:
        return {"method": selectors.channel_names()}

    @display(description=_("what happened"))
    def told(self, event: Any) -> str:
        (line,) = tell([event], names={event.actor: event.known_as}, words=self.words)
        return " · ".join(filter(None, (line.text, line.reason)))

    @display(description=_("by"))
    def by(self, event: Any) -> str:
        name: str = event.known_as
        return name


@admin.register(TopUp)
class TopUpAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ("number", "whose", "purpose", "money", "state", "created_at", "paid_at")
    list_filter = ("status", "purpose")
    list_select_related = ("member",)
    search_fields = ("number__startswith", "member__phone__exact")
    search_help_text = _("Number, or the member's phone")
    fields = readonly_fields = (
        *("number", "whose", "purpose", "money", "state"),
        *("created_at", "due_at", "paid_at", "closed_at", "entry"),
    )
    inlines = (AttemptInline, RefundInline, EventInline)

    @display(description=_("member"))
    def whose(self, top_up: TopUp) -> str:
        return str(top_up.member)

    @display(description=_("amount"))
    def money(self, top_up: TopUp) -> str:
        return format_amount(top_up.amount)

    @display(description=_("status"))
    def state(self, top_up: TopUp) -> SafeString:
        return badge(TOP_UP_COLOURS[TopUpStatus(top_up.status)], top_up.get_status_display())
