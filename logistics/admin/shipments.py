"""Parcels as the shipping desk sees them: the list of what waits, a parcel's page, the ways out."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from core import clock
from core.admin import ReadOnlyAdmin, actor_of, badge
from core.errors import DomainError
from core.keyset import KeysetPaginator
from logistics import selectors, services
from logistics.admin.contents import EventInline, LineInline, TrackingNumberInline
from logistics.admin.desk import (
    IN_THE_HOUSE,
    STAGES,
    DeskChangeList,
    StageFilter,
    board,
    stage_of,
    stage_tabs,
)
from logistics.admin.pick_list import pick_list
from logistics.errors import BadTrackingNumber, OrderHeld, TrackingNumberUsed, UnknownCourier
from logistics.forms import ShipForm
from logistics.lifecycle import (
    COLOURS,
    PACK,
    PICK,
    SHIP,
    UNDISPATCHED,
    ShipmentStatus,
    Transition,
    transitions_from,
)
from logistics.models import Shipment
from orders.models import Order
from orders.selectors import recipient_of

# Which field of the form to correct; any other refusal is about the parcel itself.
FIELD_OF = {
    UnknownCourier: "courier",
    BadTrackingNumber: "tracking_number",
    TrackingNumberUsed: "tracking_number",
}
# As many as a page of the list shows: more than one round through a warehouse.
PAGE_SIZE = 50
SHOWN_SKUS = 2


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyAdmin):
    list_display = ("parcel", "state", "place", "contents", "labels", "shipped_at")
    list_filter = (StageFilter, "warehouse")
    list_per_page = PAGE_SIZE
    list_fullwidth = True
    list_before_template = "logistics/desk.html"
    search_fields = ("number__startswith", "tracking_numbers__number__exact")
    search_help_text = _("Parcel, order or tracking number")
    show_full_result_count = False
    sortable_by = ()
    paginator = KeysetPaginator
    inlines = (LineInline, TrackingNumberInline, EventInline)
    actions = ("print_pick_list", "pick_selected", "pack_selected")
    actions_detail = ("ship", "start_picking", "pack", "add_number")

    # --- the list -------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        return selectors.shipments().prefetch_related("order__blocks")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        return DeskChangeList

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        if stage_of(request) not in IN_THE_HOUSE:
            return self.list_display
        waiting = ("parcel", "state", "place", "contents", "due")
        return (*waiting, "way_out") if self.has_ship_permission(request) else waiting

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        desk: dict[str, Any] = {"stage_tabs": stage_tabs(request)}
        if stage_of(request) in IN_THE_HOUSE:
            desk |= {
                "board": board(request),
                "board_stages": [STAGES[each][0] for each in IN_THE_HOUSE],
            }
        return super().changelist_view(request, (extra_context or {}) | desk)

    @display(description=_("status"))
    def state(self, shipment: Shipment) -> SafeString:
        return badge(COLOURS[ShipmentStatus(shipment.status)], shipment.get_status_display())

    @display(description=_("parcel number"))
    def parcel(self, shipment: Shipment) -> SafeString:
        return format_html('<span class="dd-number">{}</span>', shipment.number)

    @display(description=_("warehouse"))
    def place(self, shipment: Shipment) -> SafeString:
        return format_html('<span class="dd-nowrap">{}</span>', shipment.warehouse.spoken_name)

    @display(description=_("contents"))
    def contents(self, shipment: Shipment) -> SafeString:
        goods = [f"{line.order_line.sku_code} × {line.quantity}" for line in shipment.lines.all()]
        cut = ["…"] if len(goods) > SHOWN_SKUS else []
        return format_html(
            '<strong>{}</strong> <span class="dd-quiet" title="{}">{}</span>',
            shipment.quantity,
            ", ".join(goods),
            ", ".join(goods[:SHOWN_SKUS] + cut),
        )

    @display(description=_("ship by"), label={"late": "danger", "in_time": "info"})
    def due(self, shipment: Shipment) -> tuple[str, str]:
        left_at = shipment.shipped_at or clock.now()
        is_late = shipment.ship_by <= left_at and shipment.status != ShipmentStatus.CANCELLED
        at = clock.shop_time(shipment.ship_by)
        return "late" if is_late else "in_time", f"{at:%m-%d %H:%M}"

    @display(description=_("tracking numbers"))
    def labels(self, shipment: Shipment) -> str:
        return ", ".join(str(label) for label in shipment.tracking_numbers.all())

    @display(description=_("what to do"))
    def way_out(self, shipment: Shipment) -> SafeString:
        """The button that ships it, or why it must stay."""
        if refused := selectors.shipping_refusal(shipment):
            return format_html(
                '<span class="dd-overdue" title="{}">{}</span>', refused.detail, _("held back")
            )
        page = reverse("admin:logistics_shipment_ship", args=(shipment.pk,))
        return format_html('<a class="dd-button" href="{}">{}</a>', page, _("Ship"))

    # --- what is done with several --------------------------------------------------------

    @action(description=_("Print the pick list"), permissions=["ship"])
    def print_pick_list(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> HttpResponse:
        chosen = [("parcel", pk) for pk in queryset.order_by("pk").values_list("pk", flat=True)]
        return redirect(f"{reverse('admin:logistics_shipment_pick_list')}?{urlencode(chosen)}")

    @action(description=PICK.label, permissions=["ship"])
    def pick_selected(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._step_each(request, queryset, services.start_picking, PICK)

    @action(description=PACK.label, permissions=["ship"])
    def pack_selected(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        self._step_each(request, queryset, services.pack_shipment, PACK)

    def _step_each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Shipment],
        step: Callable[..., Shipment],
        transition: Transition,
    ) -> None:
        """Each parcel by itself: one that is refused says why, and keeps no other back."""
        done = 0
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                step(shipment_id=pk, actor=actor_of(request), at=clock.now())
            except DomainError as refused:
                messages.error(request, refused.detail)
            else:
                done += 1
        if done:
            said = ngettext(
                "%(action)s: done for %(count)d parcel.",
                "%(action)s: done for %(count)d parcels.",
                done,
            )
            messages.success(request, said % {"action": transition.label, "count": done})

    def get_urls(self) -> list[URLPattern]:
        sheet = self.admin_site.admin_view(self.pick_list)
        own = path("pick-list/", sheet, name="logistics_shipment_pick_list")
        return [own, *super().get_urls()]

    def pick_list(self, request: HttpRequest) -> HttpResponse:
        """A page made for printing; what has left meanwhile is not on it."""
        if not self.has_ship_permission(request):
            raise PermissionDenied
        chosen = [int(pk) for pk in request.GET.getlist("parcel") if pk.isdecimal()][:PAGE_SIZE]
        parcels = self.get_queryset(request).filter(pk__in=chosen, status__in=UNDISPATCHED)
        parcels = parcels.prefetch_related("lines__stock_item").order_by("ship_by", "pk")
        context = {"list": pick_list(parcels), "printed_at": clock.shop_time(clock.now())}
        return render(request, "logistics/pick_list.html", context)

    # --- a parcel's page ------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        sees_people = request.user.has_perm("orders.view_recipient")
        held = obj is not None and isinstance(selectors.shipping_refusal(obj), OrderHeld)
        return (
            "number",
            "order_link",
            "state",
            *(("why_held",) if held else ()),
            "warehouse",
            "recipient" if sees_people else "masked_recipient",
            "ship_by",
            "shipped_at",
            "delivered_at",
            "confirmed_at",
        )

    get_readonly_fields = get_fields

    @display(description=_("order"))
    def order_link(self, shipment: Shipment) -> str:
        if not self.admin_site.is_registered(Order):
            return shipment.order.number
        page = reverse("admin:orders_order_change", args=(shipment.order_id,))
        return format_html('<a class="dd-link" href="{}">{}</a>', page, shipment.order.number)

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
        legal = self._legal_steps(shipment) if shipment else set()
        return [
            each
            for each in super().get_actions_detail(request, object_id)
            if each.method.__name__ in legal
        ]

    def _legal_steps(self, shipment: Shipment) -> set[str]:
        if shipment.is_underway:
            return {"add_number"}
        if selectors.shipping_refusal(shipment):
            return set()
        steps = {PICK.name: "start_picking", PACK.name: "pack", SHIP.name: "ship"}
        legal = (each.name for each in transitions_from(shipment.status))
        return {steps[name] for name in legal if name in steps}

    @action(
        description=PICK.label,
        icon="shelves",
        permissions=["ship"],
        dialog={
            "title": PICK.label,
            "description": _("Colleagues see that somebody is at the shelves for this parcel."),
            "form_class": None,
            "form_submit_text": PICK.label,
        },
    )
    def start_picking(
        self, request: HttpRequest, form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        return self._step(request, object_id, services.start_picking)

    @action(
        description=PACK.label,
        icon="package_2",
        permissions=["ship"],
        dialog={
            "title": PACK.label,
            "description": _("The parcel is closed and waits for its courier."),
            "form_class": None,
            "form_submit_text": PACK.label,
        },
    )
    def pack(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        return self._step(request, object_id, services.pack_shipment)

    def _step(
        self, request: HttpRequest, object_id: str, step: Callable[..., Shipment]
    ) -> HttpResponse:
        try:
            shipment = step(shipment_id=int(object_id), actor=actor_of(request), at=clock.now())
        except DomainError as refused:
            messages.error(request, refused.detail)
        else:
            said = _("Parcel %(number)s: %(status)s.")
            status = shipment.get_status_display()
            messages.success(request, said % {"number": shipment.number, "status": status})
        page = reverse("admin:logistics_shipment_change", args=(object_id,))
        return HttpResponse(headers={"HX-Redirect": page})

    # --- the form that ships it -----------------------------------------------------------

    @action(description=_("Ship"), url_path="ship", icon="local_shipping", permissions=["ship"])
    def ship(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The small page where a parcel gets its courier and its number, and leaves."""
        shipment = self.get_object(request, object_id)
        if shipment is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if refused := selectors.shipping_refusal(shipment):
            messages.error(request, refused.detail)
            return self._to_page(shipment)
        title = _("Ship parcel %(number)s") % {"number": shipment.number}
        done = _("Parcel %(number)s is shipped.") % {"number": shipment.number}
        return self._label(request, shipment, services.ship_shipment, title=title, done=done)

    @action(
        description=_("Add a tracking number"),
        url_path="add-number",
        icon="label",
        permissions=["ship"],
    )
    def add_number(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The same page for a parcel that has left under a number that was not right."""
        shipment = self.get_object(request, object_id)
        if shipment is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        title = _("Another number for parcel %(number)s") % {"number": shipment.number}
        done = _("Parcel %(number)s has another number.") % {"number": shipment.number}
        return self._label(request, shipment, services.add_tracking_number, title=title, done=done)

    def _label(
        self,
        request: HttpRequest,
        shipment: Shipment,
        service: Callable[..., Shipment],
        *,
        title: str,
        done: str,
    ) -> HttpResponse:
        """Ask for courier and number, and hand them to the service."""
        form = ShipForm(request.POST or None)
        if form.is_valid():
            try:
                service(
                    shipment_id=shipment.pk,
                    courier_code=form.cleaned_data["courier"],
                    tracking_number=form.cleaned_data["tracking_number"],
                    actor=actor_of(request),
                    at=clock.now(),
                )
            except DomainError as refused:
                if (field := FIELD_OF.get(type(refused))) is None:
                    messages.error(request, refused.detail)
                    return self._to_page(shipment)
                form.add_error(field, refused.detail)
            else:
                messages.success(request, done)
                return self._to_page(shipment)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": shipment,
            "recipient": self._shown_recipient(request, shipment),
            "form": form,
        }
        return render(request, "logistics/ship.html", context)

    def _to_page(self, shipment: Shipment) -> HttpResponse:
        return redirect("admin:logistics_shipment_change", shipment.pk)

    def _shown_recipient(self, request: HttpRequest, shipment: Shipment) -> str:
        sees_people = request.user.has_perm("orders.view_recipient")
        return str(recipient_of(shipment.order, is_masked=not sees_people))
