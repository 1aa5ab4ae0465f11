"""Ways of paying, which staff set up; and payments and refunds, which they read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin import ReadOnlyAdmin, ReadOnlyInline, ShowsYuan, StaffAdmin, badge
from core.keyset import KeysetPages
from core.money import format_amount
from core.people import names_of
from core.spoken import spoken
from payments import channels, services
from payments.channels.labels import PRODUCT_LABELS
from payments.errors import ChannelNotReady
from payments.forms import ChannelForm, SwitchForm
from payments.lifecycle import ATTEMPT_COLOURS, AttemptStatus, Disposition
from payments.models import (
    Attempt,
    Notification,
    PaymentChannel,
    ProviderPayment,
    Refund,
    RefundLeg,
    RefundLine,
    Tender,
)

DISPOSITION_LABELS = {
    Disposition.CAPTURED: "success",
    Disposition.LATE: "warning",
    Disposition.DUPLICATE: "warning",
    Disposition.SUSPENSE: "danger",
    Disposition.MISMATCHED: "danger",
}


class ByChannel(ShowsYuan, KeysetPages, ReadOnlyAdmin):
    """Rows that came by a payment channel, which is shown by its name."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _with_channel(super().get_queryset(request), "channel")

    @display(description=_("channel"))
    def way(self, row: Any) -> str:
        return _way(row, row.channel)


def _with_channel(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    names = PaymentChannel.objects.filter(code=OuterRef(column))
    return rows.annotate(
        channel_name=Subquery(names.values("name")[:1]),
        channel_name_en=Subquery(names.values("name_en")[:1]),
    )


def _way(row: Any, code: str) -> str:
    return spoken(row.channel_name or code, row.channel_name_en or "")


@admin.register(PaymentChannel)
class PaymentChannelAdmin(StaffAdmin):
    form = ChannelForm
    list_display = ("shown_name", "code", "is_enabled", "offered", "has_credentials")
    list_editable = ("is_enabled",)
    actions = ("probe_all",)
    actions_detail = ("probe",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # the code knows which there are

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_switch: bool = request.user.has_perm("payments.enable_paymentchannel")
        return may_switch or self._may_set_up(request)

    def _may_set_up(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(ChannelForm.Meta.fields)
        internal = obj is not None and channels.is_internal(obj.code)
        takes_credentials = self._may_set_up(request) and not internal
        return [*fields, "new_credentials"] if takes_credentials else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All but the switch, for who may only switch channels on and off."""
        if self._may_set_up(request):
            return ()
        return tuple({*ChannelForm.Meta.fields, "new_credentials"} - {"is_enabled"})

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("form", SwitchForm)
        return super().get_changelist_form(request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: PaymentChannel, form: Any, change: bool
    ) -> None:
        plain = {"name", "name_en", "products", "position", "minimum_amount", "maximum_amount"}
        obj.save(update_fields=plain & set(form.changed_data))
        if given := form.cleaned_data.get("new_credentials"):
            services.set_credentials(code=obj.code, credentials=given)
        if "is_enabled" in form.changed_data:
            services.switch_channel(code=obj.code, enabled=obj.is_enabled)

    @display(description=_("name"), ordering="position")
    def shown_name(self, channel: PaymentChannel) -> str:
        return channel.display_name

    @display(description=_("credentials"), boolean=True)
    def has_credentials(self, channel: PaymentChannel) -> bool:
        return channels.is_internal(channel.code) or bool(channel.credentials)

    @display(description=_("products on offer"))
    def offered(self, channel: PaymentChannel) -> str:
        return ", ".join(str(PRODUCT_LABELS[product]) for product in channels.offered(channel))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        channel = self.get_object(request, object_id)
        if channel is None or channels.is_internal(channel.code):
            return []  # nobody to ask
        return super().get_actions_detail(request, object_id)

    @action(description=_("Check the credentials at the provider"), permissions=["probe"])
    def probe_all(self, request: HttpRequest, queryset: QuerySet[PaymentChannel]) -> None:
        for channel in queryset:
            if not channels.is_internal(channel.code):
                self._probe(request, channel)

    @action(
        description=_("Check the credentials"),
        url_path="check",
        icon="network_check",
        permissions=["probe"],
    )
    def probe(self, request: HttpRequest, object_id: str) -> HttpResponse:
        channel = self.get_object(request, object_id)
        if channel is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        self._probe(request, channel)
        return redirect("admin:payments_paymentchannel_change", channel.pk)

    def has_probe_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self.has_change_permission(request)

    def _probe(self, request: HttpRequest, channel: PaymentChannel) -> None:
        try:
            services.probe_channel(code=channel.code)
        except ChannelNotReady as error:
            messages.error(request, error.detail)
        else:
            text = _("%(channel)s answers, and knows these credentials.")
            messages.success(request, text % {"channel": channel.display_name})


class Way:
    """A column for the channel that a row names as its ``method``."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _with_channel(super().get_queryset(request), "method")  # type: ignore[misc]

    @display(description=_("way"))
    def way(self, row: Any) -> str:
        return _way(row, row.method)


class TenderInline(Way, ShowsYuan, ReadOnlyInline):
    model = Tender
    fields = ("way", "amount", "points", "refunded_amount", "status")
    readonly_fields = ("way",)


class ReceivedInline(ShowsYuan, ReadOnlyInline):
    model = ProviderPayment
    fields = ("transaction_id", "amount", "currency", "disposition", "paid_at")


class RefundLineInline(ShowsYuan, ReadOnlyInline):
    model = RefundLine
    fields = ("kind", "line", "quantity", "amount", "points")


class LegInline(Way, ShowsYuan, ReadOnlyInline):
    model = RefundLeg
    readonly_fields = ("way",)
    fields = (
        "out_refund_no",
        "way",
        "amount",
        "points",
        "status",
        "provider_refund_id",
        "failure",
        "ended_at",
    )


@admin.register(Attempt)
class AttemptAdmin(ByChannel):
    list_display = ("out_trade_no", "way", "money", "state", "opened_at", "ended_at")
    list_filter = ("status", "channel")
    search_fields = ("out_trade_no__startswith",)
    search_help_text = _("Payment or order number")
    exclude = (
        "parameters",
        "renew_at",
        "payer_openid",
        "payer_ip",
        "close_actor",
        "close_reason",
    )
    inlines = (TenderInline, ReceivedInline)

    @display(description=_("amount"))
    def money(self, attempt: Attempt) -> str:
        return format_amount(attempt.amount)

    @display(description=_("status"))
    def state(self, attempt: Attempt) -> SafeString:
        return badge(ATTEMPT_COLOURS[AttemptStatus(attempt.status)], attempt.get_status_display())


@admin.register(ProviderPayment)
class ProviderPaymentAdmin(ByChannel):
    list_display = ("transaction_id", "way", "money", "what_became_of_it", "paid_at")
    list_filter = ("disposition", "channel")
    search_fields = ("transaction_id", "attempt__out_trade_no__startswith")
    search_help_text = _("Provider's number or payment number")

    @display(description=_("amount"))
    def money(self, payment: ProviderPayment) -> str:
        return format_amount(payment.amount)

    @display(description=_("what became of it"), label=DISPOSITION_LABELS)
    def what_became_of_it(self, payment: ProviderPayment) -> tuple[str, str]:
        return payment.disposition, payment.get_disposition_display()


@admin.register(Refund)
class RefundAdmin(ShowsYuan, KeysetPages, ReadOnlyAdmin):
    list_display = ("number", "kind", "money", "reason", "requested_at", "finished_at")
    list_filter = ("kind", ("finished_at", admin.EmptyFieldListFilter))
    search_fields = ("number__startswith",)
    search_help_text = _("Refund or order number")
    inlines = (RefundLineInline, LegInline)
    exclude = ("actor",)
    readonly_fields = ("by",)

    @display(description=_("by"))
    def by(self, refund: Refund) -> str:
        return names_of([refund.actor])[refund.actor]

    @display(description=_("amount"))
    def money(self, refund: Refund) -> str:
        return format_amount(refund.amount)


@admin.register(Notification)
class NotificationAdmin(ByChannel):
    list_display = ("event_id", "way", "kind", "outcome", "received_at")
    list_filter = ("channel", "kind", "outcome")
    search_fields = ("event_id",)
    search_help_text = _("Number of the notification")
