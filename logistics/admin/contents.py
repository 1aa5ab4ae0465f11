"""What a parcel's page lists below it: its goods, its labels, its log."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import NamedFormSet, ReadOnlyInline
from core.spoken import spoken
from logistics.models import ShipmentEvent, ShipmentLine, TrackingNumber


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
        return spoken(line.order_line.name, line.order_line.name_en)


class TrackingNumberInline(ReadOnlyInline):
    model = TrackingNumber
    fields = ("courier", "number", "at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrackingNumber]:
        return super().get_queryset(request).select_related("courier")


class EventInline(ReadOnlyInline):
    model = ShipmentEvent
    formset = NamedFormSet
    verbose_name_plural = _("What happened")
    fields = ("at", "became", "by")
    readonly_fields = fields

    @display(description=_("status"))
    def became(self, event: ShipmentEvent) -> str:
        return event.get_target_display()

    @display(description=_("by"))
    def by(self, event: ShipmentEvent) -> str:
        name: str = event.known_as  # type: ignore[attr-defined]
        return name
