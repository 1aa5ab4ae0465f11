"""The shipping desk v0: what is to be shipped, what is in a parcel, and the form that ships it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from core import clock
from core.admin import ReadOnlyAdmin, ReadOnlyInline, actor_of, badge
from core.errors import DomainError
from logistics import selectors, services
from logistics.errors import BadTrackingNumber, OrderHeld, TrackingNumberUsed, UnknownCourier
from logistics.forms import ShipForm
from logistics.lifecycle import COLOURS, UNDERWAY, UNDISPATCHED, ShipmentStatus
from logistics.models import Courier, Shipment, ShipmentEvent, ShipmentLine, TrackingNumber
from orders.models import Order
from orders.selectors import recipient_of

# Which field of the form to correct; any other refusal is about the parcel itself.
FIELD_OF = {
    UnknownCourier: "courier",
    BadTrackingNumber: "tracking_number",
    TrackingNumberUsed: "tracking_number",
}


@admin.register(Courier)
class CourierAdmin(ModelAdmin):
    list_display = ("name", "name_en", "code", "is_common", "is_active")
    list_editable = ("is_common", "is_active")
    list_filter = ("is_common", "is_active")
    search_fields = ("name", "name_en", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Courier | None = None) -> Any:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LineInline(ReadOnlyInline):
    model = ShipmentLine
    verbose_name_plural = _("Contents")
    fields = ("sku", "name", "quantity")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShipmentLine]:
        return super().get_queryset(request).select_related("order_line")

    @display(description=_("SKU"))
    def sku(self, line: ShipmentLine) -> str:
        return line.order_line.sku_code

    @display(description=_("name"))
    def name(self, line: ShipmentLine) -> str:
        return line.order_line.name


class TrackingNumberInline(ReadOnlyInline):
    model = TrackingNumber
    fields = ("courier", "number", "at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrackingNumber]:
        return super().get_queryset(request).select_related("courier")


class EventInline(ReadOnlyInline):
    model = ShipmentEvent
    verbose_name_plural = _("What happened")
    fields = ("at", "target", "by")
    readonly_fields = fields

    @display(description=_("by"))
    def by(self, event: ShipmentEvent) -> str:
        return selectors.known_as(event.actor)


class StageFilter(admin.SimpleListFilter):
    """What is to be shipped, unless something else is asked for."""

    title = _("stage")
    parameter_name = "stage"
    TO_SHIP = "to_ship"
    STAGES: dict[str, tuple[str | Promise, tuple[ShipmentStatus, ...]]] = {
        TO_SHIP: (_("To ship"), UNDISPATCHED),
        "underway": (_("Underway"), UNDERWAY),
        "confirmed": (_("Confirmed"), (ShipmentStatus.CONFIRMED,)),
        "failed": (
            _("Returned, lost or cancelled"),
            (ShipmentStatus.RETURNED, ShipmentStatus.LOST, ShipmentStatus.CANCELLED),
        ),
        "all": (_("All"), tuple(ShipmentStatus)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, title) for name, (title, _statuses) in self.STAGES.items()]

    def choices(self, changelist: Any) -> Any:
        """Without Django's own "All", which would be this filter's default."""
        return list(super().choices(changelist))[1:]

    def value(self) -> str:
        return super().value() or self.TO_SHIP

    def queryset(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> QuerySet[Shipment]:
        _title, statuses = self.STAGES.get(self.value(), self.STAGES["all"])
        return queryset.filter(status__in=statuses)


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyAdmin):
    list_display = ("number", "state", "warehouse", "pieces", "due", "labels", "shipped_at")
    list_filter = (StageFilter, "warehouse")
    search_fields = ("number__startswith", "tracking_numbers__number__exact")
    search_help_text = _("Parcel, order or tracking number")
    show_full_result_count = False
    ordering = ("ship_by",)
    inlines = (LineInline, TrackingNumberInline, EventInline)
    actions_detail = ("ship",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        return selectors.shipments()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        sees_people = request.user.has_perm("orders.view_recipient")
        held = obj is not None and isinstance(selectors.shipping_refusal(obj), OrderHeld)
        return (
            "number",
            "order_link",
            "status",
            *(("why_held",) if held else ()),
            "warehouse",
            "recipient" if sees_people else "masked_recipient",
            "ship_by",
            "shipped_at",
            "delivered_at",
            "confirmed_at",
        )

    get_readonly_fields = get_fields

    @display(description=_("status"), ordering="status")
    def state(self, shipment: Shipment) -> SafeString:
        return badge(COLOURS[ShipmentStatus(shipment.status)], shipment.get_status_display())

    @display(description=_("pieces"))
    def pieces(self, shipment: Shipment) -> int:
        return shipment.quantity

    @display(
        description=_("ship by"), ordering="ship_by", label={"late": "danger", "in_time": "info"}
    )
    def due(self, shipment: Shipment) -> tuple[str, str]:
        left_at = shipment.shipped_at or clock.now()
        is_late = shipment.ship_by <= left_at and shipment.status != ShipmentStatus.CANCELLED
        at = clock.shop_time(shipment.ship_by)
        return "late" if is_late else "in_time", f"{at:%m-%d %H:%M}"

    @display(description=_("tracking numbers"))
    def labels(self, shipment: Shipment) -> str:
        return ", ".join(str(label) for label in shipment.tracking_numbers.all())

    @display(description=_("order"))
    def order_link(self, shipment: Shipment) -> str:
        if not self.admin_site.is_registered(Order):
            return shipment.order.number
        page = reverse("admin:orders_order_change", args=(shipment.order_id,))
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            page,
            shipment.order.number,
        )

    @display(description=_("why it stays here"))
    def why_held(self, shipment: Shipment) -> str:
        refused = selectors.shipping_refusal(shipment)
        return refused.detail if refused else ""

    @display(description=_("recipient"))
    def recipient(self, shipment: Shipment) -> str:
        return str(recipient_of(shipment.order, is_masked=False))

    @display(description=_("recipient"))
    def masked_recipient(self, shipment: Shipment) -> str:
        return str(recipient_of(shipment.order, is_masked=True))

    def has_ship_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("logistics.ship_shipment")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        shipment = self.get_object(request, object_id)
        if shipment is None or selectors.shipping_refusal(shipment):
            return []
        return super().get_actions_detail(request, object_id)

    @action(description=_("Ship"), url_path="ship", icon="local_shipping", permissions=["ship"])
    def ship(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The small page where a parcel gets its courier and its number, and leaves."""
        shipment = self.get_object(request, object_id)
        if shipment is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if refused := selectors.shipping_refusal(shipment):
            messages.error(request, refused.detail)
            return self._to_page(shipment)
        form = ShipForm(request.POST or None)
        if form.is_valid():
            try:
                return self._ship(request, shipment, form)
            except DomainError as refused:
                if (field := FIELD_OF.get(type(refused))) is None:
                    messages.error(request, refused.detail)
                    return self._to_page(shipment)
                form.add_error(field, refused.detail)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ship parcel %(number)s") % {"number": shipment.number},
            "opts": self.opts,
            "original": shipment,
            "recipient": self._shown_recipient(request, shipment),
            "form": form,
        }
        return render(request, "logistics/ship.html", context)

    def _ship(self, request: HttpRequest, shipment: Shipment, form: ShipForm) -> HttpResponse:
        services.ship_shipment(
            shipment_id=shipment.pk,
            courier_code=form.cleaned_data["courier"],
            tracking_number=form.cleaned_data["tracking_number"],
            actor=actor_of(request),
            at=clock.now(),
        )
        messages.success(request, _("Parcel %(number)s is shipped.") % {"number": shipment.number})
        return self._to_page(shipment)

    def _to_page(self, shipment: Shipment) -> HttpResponse:
        return redirect("admin:logistics_shipment_change", shipment.pk)

    def _shown_recipient(self, request: HttpRequest, shipment: Shipment) -> str:
        sees_people = request.user.has_perm("orders.view_recipient")
        return str(recipient_of(shipment.order, is_masked=not sees_people))
