"""The order list and the order page: they show, and hand every change to a service."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from unfold.contrib.filters.admin import ChoicesRadioFilter
from unfold.decorators import display

from backoffice.admin.acting import tell_outcome
from backoffice.admin.order_entry import entry_page
from backoffice.admin.order_list import OrderChangeList, PlacedFilter, state_tabs
from backoffice.admin.order_price import price_page
from backoffice.admin.order_refund import refund_page
from backoffice.formats import format_span, format_time
from backoffice.order_actions import OrderAction, action_named
from backoffice.order_page import order_page
from backoffice.selectors import orders_matching
from backoffice.templatetags.backoffice import after_sales_badge, deposit_badge, state_block
from core import clock
from core.admin import ReadOnlyAdmin, actor_of
from core.keyset import KeysetPaginator
from core.money import format_amount
from orders.lifecycle import OrderStatus
from orders.models import Order


class ReasonForm(forms.Form):
    """Why staff does what it does: kept in the order's log and shown on its timeline."""

    reason = forms.CharField(label=_("Reason"), max_length=200, strip=True)


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ("state", "order_number", "buyer", "total", "entry_point", "age", "due")
    list_display_links = ("order_number",)
    list_select_related = ("member",)
    list_filter = (
        ("placed_at", PlacedFilter),
        ("entry_point", ChoicesRadioFilter),
        ("after_sales_status", ChoicesRadioFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    list_before_template = "backoffice/order_states.html"
    list_fullwidth = True
    search_fields = ("number",)
    search_help_text = _("Order, phone, parcel or payment number")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ("-number",)
    paginator = KeysetPaginator
    actions = None

    # --- list -----------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OrderChangeList]:
        return OrderChangeList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        tabs = {"state_tabs": state_tabs(request), "title": _("Orders")}
        return super().changelist_view(request, (extra_context or {}) | tabs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        if not search_term.strip():
            return queryset, False
        return orders_matching(search_term, among=queryset), False

    @display(description=_("status"))
    def state(self, order: Order) -> SafeString:
        badges = deposit_badge(order), after_sales_badge(order)
        return format_html("{} {} {}", state_block(order.status), *badges)

    @display(description=_("number"))
    def order_number(self, order: Order) -> SafeString:
        return format_html('<span class="dd-number">{}</span>', order.number)

    @display(description=_("member"))
    def buyer(self, order: Order) -> str:
        return str(order.member)

    @display(description=_("total"))
    def total(self, order: Order) -> SafeString:
        return format_html('<span class="dd-amount">{}</span>', format_amount(order.payable_amount))

    @display(description=_("age"))
    def age(self, order: Order) -> SafeString:
        age = format_span(order.seen_at - order.placed_at)  # type: ignore[attr-defined]
        return format_html('<span title="{}">{}</span>', format_time(order.placed_at), age)

    @display(description=_("payment due"))
    def due(self, order: Order) -> str | SafeString:
        if order.status != OrderStatus.PENDING_PAYMENT or order.payment_due_at is None:
            return ""
        left = order.payment_due_at - order.seen_at  # type: ignore[attr-defined]
        if left < timedelta(0):
            return format_html('<span class="dd-overdue">{}</span>', _("overdue"))
        return gettext("in %(span)s") % {"span": format_span(left)}

    # --- page -----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(require_POST(self.act))
        enter = self.admin_site.admin_view(self.enter)
        price = self.admin_site.admin_view(self.price)
        refund = self.admin_site.admin_view(self.refund)
        own = [
            path("<int:order_id>/actions/<slug:name>/", act, name="orders_order_action"),
            path("enter/", enter, name="orders_order_enter"),
            path("<int:order_id>/price/", price, name="orders_order_price"),
            path("<int:order_id>/refund/", refund, name="orders_order_refund"),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_safe)
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self._order(request, object_id)
        context = self.admin_site.each_context(request) | {
            "title": order.number,
            "opts": self.opts,
            "original": order,
            "page": order_page(order, staff=request.user, at=clock.now()),
            "reason_form": ReasonForm(),
        }
        return TemplateResponse(
            request, "backoffice/order_page.html", context | (extra_context or {})
        )

    def act(self, request: HttpRequest, order_id: int, name: str) -> HttpResponse:
        """Do what a button of the page says. Whether it may be done now, its service decides."""
        order = self._order(request, str(order_id))
        action = action_named(name)
        if action is None:
            raise Http404
        if not action.is_permitted(request.user):
            raise PermissionDenied
        form = ReasonForm(request.POST)
        if form.is_valid():
            self._run(request, action, order, form.cleaned_data["reason"])
        else:
            messages.error(request, _("Nothing was done: say why, in up to 200 characters."))
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=(order.pk,)))

    def enter(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("orders.enter_order"):
            raise PermissionDenied
        return entry_page(request, site=self.admin_site)

    def price(self, request: HttpRequest, order_id: int) -> HttpResponse:
        order = self._order(request, str(order_id))
        if not request.user.has_perm("orders.change_price"):
            raise PermissionDenied
        return price_page(request, order, site=self.admin_site)

    def refund(self, request: HttpRequest, order_id: int) -> HttpResponse:
        order = self._order(request, str(order_id))
        if not request.user.has_perm("payments.request_refund"):
            raise PermissionDenied
        return refund_page(request, order, site=self.admin_site)

    def _run(self, request: HttpRequest, action: OrderAction, order: Order, reason: str) -> None:
        run = partial(
            action.run,
            order_id=order.pk,
            actor=actor_of(request),
            reason=reason,
            at=clock.now(),
        )
        tell_outcome(request, run, done=action.done % {"number": order.number})

    def _order(self, request: HttpRequest, key: str) -> Order:
        """The order of a key or of a public number, for who may see orders."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by = {"number": key} if len(key) == _NUMBER_LENGTH else {"pk": key}
        try:
            order = (
                Order.objects.with_guarded()
                .prefetch_related("discounts")
                .select_related("member")
                .filter(**by)
                .first()
            )
        except ValueError:
            order = None
        if order is None:
            raise Http404
        return order


_NUMBER_LENGTH = 20
