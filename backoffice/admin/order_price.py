"""The page on which staff let an unpaid order cost less (改价)."""

from functools import partial

from django import forms
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from backoffice.admin.acting import tell_outcome
from core import clock
from core.admin import actor_of
from core.money import format_amount
from orders.models import Order, OrderLine
from payments.services import change_price
from products.forms import YuanField


class PriceForm(forms.Form):
    """What each line and the fee come to; what is left as it is stays as it is."""

    def __init__(self, order: Order, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.order = order
        for line in order.lines.all():
            self.fields[_field_of(line)] = YuanField(
                label=_("%(name)s × %(quantity)d comes to (yuan)")
                % {"name": line.spoken_name, "quantity": line.quantity},
                initial=line.payable_amount,
                help_text=_("Now %(amount)s") % {"amount": format_amount(line.payable_amount)},
            )
        self.fields["shipping"] = YuanField(
            label=_("Shipping fee (yuan)"), initial=order.shipping_payable_amount
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=80,
            widget=UnfoldAdminTextInputWidget(),
            help_text=_("The shopper sees it beside the reduction."),
        )
        self.fields["version"] = forms.IntegerField(
            initial=order.version, widget=forms.HiddenInput()
        )

    @property
    def prices(self) -> dict[int, int]:
        lines = self.order.lines.all()
        return {line.number: self.cleaned_data[_field_of(line)] for line in lines}


def _field_of(line: OrderLine) -> str:
    return f"line_{line.number}"


def price_page(request: HttpRequest, order: Order, *, site: AdminSite) -> HttpResponse:
    """Show the form, or hand what it says to the service and go back to the order."""
    form = PriceForm(order, request.POST or None)
    if form.is_valid():
        change = partial(
            change_price,
            order_id=order.pk,
            lines=form.prices,
            shipping_amount=form.cleaned_data["shipping"],
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            at=clock.now(),
        )
        done = _("Order %(number)s has its new price.") % {"number": order.number}
        tell_outcome(request, change, done=done)
        return redirect("admin:orders_order_change", order.pk)
    title = _("Change the price of order %(number)s") % {"number": order.number}
    context = site.each_context(request) | {"title": title, "order": order, "form": form}
    return render(request, "backoffice/order/price.html", context)
