"""Entering an order for a member who is on the phone: as they would, with the same quote first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core import clock
from core.admin import actor_of
from core.errors import DomainError
from marketing.pricing import Quote
from members.models import Member
from members.selectors import addresses_of, member_with_phone
from orders import services
from orders.errors import QuoteChanged
from orders.models import EntryPoint, Order
from orders.rules import MAX_QUANTITY
from orders.services import Item
from products.selectors import skus_on_sale

_ROWS = 8


class EntryForm(forms.Form):
    """Where to, what, and what the shopper wants to say; the goods are in ``RowForm``s."""

    address = forms.ChoiceField(label=_("Address"), widget=UnfoldAdminRadioSelectWidget())
    remark = forms.CharField(
        label=_("Remark"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget()
    )
    fingerprint = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, member: Member, data: Any = None) -> None:
        super().__init__(data)
        book = [(str(each.public_id), str(each)) for each in addresses_of(member.pk)]
        self.fields["address"].choices = book  # type: ignore[attr-defined]
        self.fields["address"].initial = book[0][0] if book else None


class RowForm(forms.Form):
    sku = forms.CharField(
        label=_("SKU code"),
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "skus"}),
    )
    quantity = forms.IntegerField(
        label=_("Pieces"),
        min_value=1,
        max_value=MAX_QUANTITY,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget(),
    )

    @property
    def item(self) -> Item | None:
        code = self.cleaned_data.get("sku", "").strip()
        return Item(code, self.cleaned_data.get("quantity") or 1) if code else None


RowFormSet = forms.formset_factory(RowForm, extra=_ROWS, max_num=_ROWS)


@dataclass(slots=True)
class _Entry:
    """What was typed for one member, what it costs, and the order once it is placed."""

    member: Member
    form: EntryForm
    rows: Any
    quote: Quote | None = None

    def quoted(self) -> None:
        """Raises what ``quote_order`` raises."""
        checkout = services.quote_order(
            member_id=self.member.pk,
            items=self._items,
            address_id=self._address,
            at=clock.now(),
        )
        self.quote = checkout.quote

    def placed(self, request: HttpRequest) -> Order:
        """Raises what ``place_order`` raises."""
        return services.place_order(
            member_id=self.member.pk,
            items=self._items,
            address_id=self._address,
            fingerprint=self.form.cleaned_data["fingerprint"],
            entry_point=EntryPoint.BUY_NOW,
            remark=self.form.cleaned_data["remark"],
            actor=actor_of(request),
            at=clock.now(),
        )

    @property
    def _items(self) -> list[Item]:
        return [row.item for row in self.rows if row.item]

    @property
    def _address(self) -> UUID:
        return UUID(self.form.cleaned_data["address"])

    @property
    def is_valid(self) -> bool:
        if not (self.form.is_valid() and self.rows.is_valid()):
            return False
        if not self._items:
            self.form.add_error(None, _("Say what is ordered: a SKU code and how many."))
        return not self.form.errors


def entry_page(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """By ``?phone=``: whose order; then what and where to; then what it costs, and placing it."""
    phone = request.GET.get("phone", "").strip()
    member = member_with_phone(phone) if phone else None
    if phone and member is None:
        messages.error(request, _("No member has this phone. They sign in once, then try again."))
    entry = _entry(request, member) if member else None
    if entry is not None and request.method == "POST" and entry.is_valid:
        try:
            if "place" in request.POST:
                order = entry.placed(request)
                messages.success(request, _("Order %(number)s is placed.") % {"number": order})
                return redirect("admin:orders_order_change", order.pk)
            entry.quoted()
        except QuoteChanged as changed:
            entry.quote = changed.facts["quote"]
            messages.warning(request, f"{changed.title}: {changed.detail}")
        except DomainError as refused:
            messages.error(request, f"{refused.title}: {refused.detail}")
    context = site.each_context(request) | {
        "title": _("Enter an order"),
        "phone": phone,
        "entry": entry,
        "skus": skus_on_sale(limit=500) if entry else [],
    }
    return render(request, "backoffice/order/enter.html", context)


def _entry(request: HttpRequest, member: Member) -> _Entry:
    data = request.POST or None
    return _Entry(member, EntryForm(member, data), RowFormSet(data, prefix="rows"))
