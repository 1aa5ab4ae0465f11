"""Stock on the page: figures are read, and changed only by receipt, by count and by service."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core import clock
from core.actor import Actor
from core.admin import NamedFormSet, ReadOnlyAdmin, ReadOnlyInline, actor_of
from core.errors import DomainError
from products import selectors, services
from products.admin.movements import Balances
from products.errors import StockChanged
from products.forms import CountForm, ReceiptForm, ReceiptHereForm, SafetyForm
from products.models import Reservation, StockItem, StockMovement
from products.rules import LOW_STOCK_LEVEL


class StockLevelFilter(admin.SimpleListFilter):
    title = _("level")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("low", _("low or sold out")), ("out", _("sold out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockItem]) -> QuerySet[StockItem]:
        if self.value() is None:
            return queryset
        return selectors.at_most(0 if self.value() == "out" else LOW_STOCK_LEVEL.value, queryset)


class OpenReservationInline(ReadOnlyInline):
    per_page = 20
    model = Reservation
    verbose_name_plural = _("Promised to orders")
    fields = ("reference", "line", "quantity", "status", "reserved_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reservation]:
        return Reservation.objects.open().order_by("pk")


class MovementInline(Balances, ReadOnlyInline):
    per_page = 20
    model = StockMovement
    formset = NamedFormSet
    verbose_name_plural = _("Movements")
    fields = ("at", "kind", "on_hand", "reserved", "cause", "by")
    readonly_fields = fields
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockMovement]:
        return selectors.movements().order_by("-pk")


@admin.register(StockItem)
class StockItemAdmin(ReadOnlyAdmin):
    list_display = ("shown", "warehouse", "on_hand", "reserved", "safety", "level")
    list_filter = ("warehouse", StockLevelFilter, "sku__product__category")
    search_fields = ("sku__code", "sku__product__name", "sku__product__name_en")
    search_help_text = _("SKU code or product")
    show_full_result_count = False
    ordering = ("sku__code", "warehouse")
    list_per_page = 50
    fields = (("sku_code", "product"), ("warehouse", "left"), ("on_hand", "reserved"), "safety")
    readonly_fields = ("sku_code", "product", "left")
    inlines = (OpenReservationInline, MovementInline)
    actions_list = ("receive",)
    actions_detail = ("receive_here", "count", "set_safety")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockItem]:
        return selectors.stock_items()

    def has_stock_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("products.change_stockitem")

    @display(description=_("SKU"), header=True, ordering="sku__code")
    def shown(self, item: StockItem) -> list[Any]:
        image = item.sku.image or item.sku.product.image
        picture = {"path": image, "squared": True, "width": 36, "height": 36}
        return [item.sku.code, self.product(item), "", picture if image else None]

    @display(description=_("available"))
    def left(self, item: StockItem) -> int:
        return item.available

    @display(description=_("SKU"))
    def sku_code(self, item: StockItem) -> str:
        return item.sku.code

    @display(description=_("product"))
    def product(self, item: StockItem) -> str:
        chosen = " / ".join(each["value"] for each in item.sku.spoken_attributes)
        return f"{item.sku.product.spoken_name} {chosen}"

    @display(
        description=_("available"), label={"out": "danger", "low": "warning", "good": "success"}
    )
    def level(self, item: StockItem) -> tuple[str, str]:
        if item.available <= 0:
            return "out", str(item.available)
        return "low" if item.available <= LOW_STOCK_LEVEL.value else "good", str(item.available)

    @action(description=_("Receive goods"), url_path="receive", icon="input", permissions=["stock"])
    def receive(self, request: HttpRequest) -> HttpResponse:
        """Goods came in: of any SKU, to any warehouse."""
        form = ReceiptForm(request.POST or None, initial=request.GET.dict())

        def take(actor: Actor) -> int:
            came = form.cleaned_data
            return services.receive_stock(
                sku_id=came["sku"].pk,
                warehouse_id=came["warehouse"].pk,
                quantity=came["quantity"],
                reason=came["reason"],
                actor=actor,
                at=clock.now(),
            )

        return self._page(request, form, take, title=_("Receive goods"))

    @action(description=_("Receive"), url_path="receive", icon="input", permissions=["stock"])
    def receive_here(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Goods came in for this shelf. The form carries the figure seen when it was opened."""
        item = self._item(request, object_id)
        form = ReceiptHereForm(request.POST or None, initial={"seen": item.on_hand})

        def take(actor: Actor) -> int:
            came = form.cleaned_data
            return services.receive_stock(
                sku_id=item.sku_id,
                warehouse_id=item.warehouse_id,
                quantity=came["quantity"],
                expected_on_hand=came["seen"],
                reason=came["reason"],
                actor=actor,
                at=clock.now(),
            )

        return self._page(request, form, take, title=_("Receive goods"), item=item)

    @action(description=_("Count"), url_path="count", icon="calculate", permissions=["stock"])
    def count(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The shelf was counted. The form carries the figure that was seen when it was opened."""
        item = self._item(request, object_id)
        form = CountForm(request.POST or None, initial={"seen": item.on_hand})

        def correct(actor: Actor) -> int:
            return services.count_stock(
                stock_item_id=item.pk,
                counted=form.cleaned_data["counted"],
                expected_on_hand=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=clock.now(),
            ).pk

        return self._page(request, form, correct, title=_("Count the shelf"), item=item)

    @action(description=_("Safety stock"), url_path="safety", icon="shield", permissions=["stock"])
    def set_safety(self, request: HttpRequest, object_id: str) -> HttpResponse:
        item = self._item(request, object_id)
        form = SafetyForm(request.POST or None, initial={"safety": item.safety})

        def keep_back(actor: Actor) -> int:
            services.set_safety_stock(stock_item_id=item.pk, safety=form.cleaned_data["safety"])
            self.log_change(request, item, f"safety: {form.cleaned_data['safety']}")
            return item.pk

        return self._page(request, form, keep_back, title=_("Safety stock"), item=item)

    def _item(self, request: HttpRequest, object_id: str) -> StockItem:
        item: StockItem | None = self.get_object(request, object_id)
        if item is None:
            raise Http404
        return item

    def _page(
        self,
        request: HttpRequest,
        form: Form,
        do: Callable[[Actor], int],
        *,
        title: str | Promise,
        item: StockItem | None = None,
    ) -> HttpResponse:
        """Show the form; when it is sent, do what it says and go to the stock item's page."""
        if form.is_valid():
            try:
                stock_item_id = do(actor_of(request))
            except StockChanged as refused:
                # Who reads the new figure has seen it: the next try goes by that one.
                form.add_error(None, refused.detail)
                form.data = request.POST.dict() | {"seen": refused.facts["on_hand"]}
            except DomainError as refused:
                form.add_error(None, refused.detail)
            else:
                messages.success(request, _("The stock is up to date."))
                return redirect("admin:products_stockitem_change", stock_item_id)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": item,
            "form": form,
            "back": reverse("admin:products_stockitem_change", args=(item.pk,))
            if item
            else reverse("admin:products_stockitem_changelist"),
        }
        return render(request, "products/stock_form.html", context)
