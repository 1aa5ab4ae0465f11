"""The page on which staff refund an order, or a part of it: who gets what is shown first."""

from typing import Any

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
    UnfoldBooleanWidget,
)

from backoffice.order_actions import Staff
from backoffice.selectors import channel_names
from core import clock
from core.admin import actor_of
from core.errors import DomainError
from core.money import format_amount
from orders.models import Order, OrderLine
from payments.errors import RefundChanged
from payments.lifecycle import Destination
from payments.refund_plan import RefundPlan, Wish
from payments.selectors import preview_refund
from payments.services import request_refund
from products.forms import YuanField


class RefundForm(forms.Form):
    """Pieces of each line, the fee, goodwill and where it goes; goodwill takes a permission."""

    def __init__(self, order: Order, staff: Staff, data: Any = None) -> None:
        super().__init__(data)
        self.order = order
        for line in order.lines.all():
            if left := line.quantity - line.refunded_quantity:
                self.fields[_field_of(line)] = _pieces(line, left)
        self.fields["shipping"] = forms.BooleanField(
            label=_("Shipping fee"),
            required=False,
            widget=UnfoldBooleanWidget(),
            help_text=_("What is left of %(amount)s")
            % {"amount": format_amount(order.shipping_payable_amount)},
        )
        if staff.has_perm("payments.grant_goodwill"):
            self.fields["goodwill"] = YuanField(
                label=_("Goodwill (yuan)"),
                required=False,
                help_text=_("More than the goods are worth, out of what was paid for the rest."),
            )
        if any(not instalment.refundable for instalment in order.instalments.all()):
            self.fields["with_deposit"] = forms.BooleanField(
                label=_("The deposit as well"),
                required=False,
                widget=UnfoldBooleanWidget(),
                help_text=_("It stays with the shop until goods are shipped; not if we failed."),
            )
        self.fields["destination"] = forms.ChoiceField(
            label=_("What was paid at a provider goes"),
            choices=Destination.choices,
            initial=Destination.ORIGINAL,
            widget=UnfoldAdminRadioSelectWidget(),
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget()
        )

    @property
    def wish(self) -> Wish:
        typed = self.cleaned_data
        lines = {line.number: typed.get(_field_of(line)) or 0 for line in self.order.lines.all()}
        return Wish(
            lines={number: pieces for number, pieces in lines.items() if pieces},
            shipping=typed["shipping"],
            goodwill_amount=typed.get("goodwill") or 0,
            destination=Destination(typed["destination"]),
            with_deposit=typed.get("with_deposit", True),
        )


def _field_of(line: OrderLine) -> str:
    return f"line_{line.number}"


def _pieces(line: OrderLine, left: int) -> forms.IntegerField:
    facts = {"left": left, "amount": format_amount(line.payable_amount - line.refunded_amount)}
    return forms.IntegerField(
        label=_("Pieces of %(name)s") % {"name": f"{line.spoken_name} {line.sku_code}"},
        min_value=0,
        max_value=left,
        initial=0,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("%(left)d pieces and %(amount)s can still be refunded") % facts,
    )


def refund_page(request: HttpRequest, order: Order, *, site: AdminSite) -> HttpResponse:
    """Show the form, then what it would give back, and do it once that is confirmed."""
    form, plan = RefundForm(order, request.user, request.POST or None), None
    if form.is_valid():
        try:
            plan = preview_refund(order, form.wish)
            if "refund" in request.POST:
                _refund(request, form)
                done = _("The refund of order %(number)s is on its way.")
                messages.success(request, done % {"number": order.number})
                return redirect("admin:orders_order_change", order.pk)
        except RefundChanged as changed:  # the figures as they are now are shown below
            messages.warning(request, f"{changed.title}: {changed.detail}")
        except DomainError as refused:
            form.add_error(None, f"{refused.title}: {refused.detail}")
    title = _("Refund order %(number)s") % {"number": order.number}
    context = site.each_context(request) | {
        "title": title,
        "order": order,
        "form": form,
        "plan": plan,
        "ways": _ways(plan) if plan else [],
    }
    return render(request, "backoffice/order/refund.html", context)


def _refund(request: HttpRequest, form: RefundForm) -> None:
    wish = form.wish
    request_refund(
        order_id=form.order.pk,
        lines=wish.lines,
        shipping=wish.shipping,
        goodwill_amount=wish.goodwill_amount,
        destination=wish.destination,
        with_deposit=wish.with_deposit,
        expected=request.POST.get("fingerprint", ""),
        reason=form.cleaned_data["reason"],
        actor=actor_of(request),
        at=clock.now(),
    )


def _ways(plan: RefundPlan) -> list[tuple[str, str, Any]]:
    """What each tender paid by, where its share goes, and how much that is."""
    names = channel_names()
    return [
        (
            names.get(tender.method, tender.method),
            names.get(way := plan.way_back(tender), way),
            share,
        )
        for tender, share in plan.by_tender
    ]
