"""Flash sales on the page: figures that follow the rush, and what staff do, all by services."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core import clock
from core.admin import ReadOnlyAdmin, ReadOnlyInline, actor_of, badge
from core.errors import DomainError
from core.money import format_amount
from marketing import services
from marketing.admin.flash_sale_forms import FlashItemFormSet, FlashSaleForm, QuotaForm
from marketing.errors import FlashQuotaChanged
from marketing.models import FlashClaim, FlashItem, FlashSale, FlashSaleState
from marketing.selectors import flash_sales

_COLOURS = {
    FlashSaleState.TO_COME: "blue",
    FlashSaleState.RUNNING: "green",
    FlashSaleState.OVER: "grey",
}


def _sold(live: str, sold: int, quota: int) -> SafeString:
    """A bar of what is sold; the page replaces it by itself (flash_sale.js)."""
    return format_html(
        '<span class="dd-quota" data-live="{}"><progress max="{}" value="{}"></progress>'
        ' <span class="dd-amount">{} / {}</span></span>',
        *(live, quota, sold, sold, quota),
    )


class _Pages(ReadOnlyAdmin):
    """Buttons that open a form; what is sent goes to a service, and back to the row's page."""

    class Media:
        js = ("marketing/flash_sale.js",)

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def _page(
        self,
        request: HttpRequest,
        form: Form,
        do: Callable[[], Any],
        *,
        title: str | Promise,
        row: Any = None,
        **context: Any,
    ) -> HttpResponse:
        rows = context.get("rows")
        if request.method == "POST" and form.is_valid() and (rows is None or rows.is_valid()):
            try:
                done = do()
            except FlashQuotaChanged as refused:
                # Who reads the new figure has seen it: the next try goes by that one.
                form.add_error(None, refused.detail)
                form.data = request.POST.dict() | {"seen": refused.facts["quota"]}
            except DomainError as refused:
                form.add_error(None, refused.detail)
            else:
                self.log_change(request, done, str(title))
                messages.success(request, _("Done."))
                return redirect(self._address("change", done.pk))
        back = self._address("change", row.pk) if row else self._address("changelist")
        context |= {"title": title, "opts": self.opts, "original": row, "form": form, "back": back}
        return render(
            request,
            "marketing/flash_sale_form.html",
            {**self.admin_site.each_context(request), **context},
        )

    def _address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)


class FlashItemInline(ReadOnlyInline):
    model = FlashItem
    verbose_name_plural = _("On offer")
    fields = ("sku", "price", "per_member_limit", "sold")
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[FlashItem]:
        return flash_sales.items()

    @display(description=_("flash-sale price"))
    def price(self, item: FlashItem) -> str:
        return format_amount(item.price_amount)

    @display(description=_("sold"))
    def sold(self, item: Any) -> SafeString:
        return _sold(f"item-{item.pk}", item.quota - item.left, item.quota)


@admin.register(FlashSale)
class FlashSaleAdmin(_Pages):
    list_display = ("shown", "state", "starts_at", "ends_at", "sold")
    search_fields = ("name", "name_en")
    list_per_page = 20
    fields = (
        ("name", "name_en"),
        ("state", "sold"),
        ("starts_at", "ends_at"),
        ("pay_within", "takes_coupons"),
        "ended_at",
    )
    readonly_fields = ("state", "sold", "ended_at")
    inlines = (FlashItemInline,)
    actions_list = ("set_up",)
    actions_detail = ("start", "end")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FlashSale]:
        return flash_sales.sales()

    def has_set_up_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("marketing.add_flashsale")

    def has_run_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("marketing.change_flashsale")

    @display(description=_("flash sale"), ordering="name")
    def shown(self, sale: FlashSale) -> str:
        return sale.spoken_name

    @display(description=_("state"))
    def state(self, sale: FlashSale) -> SafeString:
        state = sale.state(clock.now())
        return badge(_COLOURS[state], state.label)

    @display(description=_("sold"))
    def sold(self, sale: Any) -> SafeString:
        items = sale.items.all()
        quota = sum(item.quota for item in items)
        return _sold(f"sale-{sale.pk}", quota - sum(item.left for item in items), quota)

    @action(
        description=_("Set up a flash sale"), url_path="set-up", icon="bolt", permissions=["set_up"]
    )
    def set_up(self, request: HttpRequest) -> HttpResponse:
        form = FlashSaleForm(request.POST or None)
        rows: Any = FlashItemFormSet(request.POST or None)

        def set_up() -> FlashSale:
            return services.set_up_flash_sale(
                **form.cleaned_data,
                items=[each.terms for each in rows.filled],
                actor=actor_of(request),
                at=clock.now(),
            )

        return self._page(request, form, set_up, title=_("Set up a flash sale"), rows=rows)

    @action(description=_("Start now"), url_path="start", icon="play_arrow", permissions=["run"])
    def start(self, request: HttpRequest, object_id: str) -> HttpResponse:
        sale = self._row(request, object_id)
        return self._page(
            request,
            Form(request.POST),
            lambda: services.start_flash_sale(
                sale_id=sale.pk, actor=actor_of(request), at=clock.now()
            ),
            title=_("Start now"),
            row=sale,
            explained=_("Shoppers can buy from this moment on, until its end."),
        )

    @action(description=_("End now"), url_path="end", icon="stop", permissions=["run"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        sale = self._row(request, object_id)
        return self._page(
            request,
            Form(request.POST),
            lambda: services.end_flash_sale(
                sale_id=sale.pk, actor=actor_of(request), at=clock.now()
            ),
            title=_("End now"),
            row=sale,
            explained=_(
                "Nothing can be bought in it any more, and what is left is stock again. Placed "
                "orders stay. It cannot be begun again."
            ),
        )


class ClaimInline(ReadOnlyInline):
    per_page = 20
    model = FlashClaim
    verbose_name_plural = _("Orders")
    fields = ("reference", "quantity", "given_back_quantity", "claimed_at")
    readonly_fields = fields
    ordering = ("-pk",)


@admin.register(FlashItem)
class FlashItemAdmin(_Pages):
    list_display = ("sku", "sale", "sold")
    list_per_page = 20
    fields = (("sale", "sku"), ("price", "per_member_limit"), "sold")
    readonly_fields = ("price", "sold")
    inlines = (ClaimInline,)
    actions_detail = ("change_quota",)
    price, sold = FlashItemInline.price, FlashItemInline.sold

    def get_queryset(self, request: HttpRequest) -> QuerySet[FlashItem]:
        return flash_sales.items().order_by("-pk")

    def has_quota_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("marketing.change_flashitem")

    @action(description=_("Change the quota"), url_path="quota", icon="tune", permissions=["quota"])
    def change_quota(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The form carries the quota that was seen when it was opened."""
        item = self._row(request, object_id)
        form = QuotaForm(request.POST or None, initial={"seen": item.quota, "quota": item.quota})

        def change() -> FlashItem:
            return services.change_flash_quota(
                item_id=item.pk,
                quota=form.cleaned_data["quota"],
                expected_quota=form.cleaned_data["seen"],
                actor=actor_of(request),
                at=clock.now(),
            )

        return self._page(request, form, change, title=_("Change the quota"), row=item)
