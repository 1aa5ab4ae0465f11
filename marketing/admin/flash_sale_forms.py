"""How staff type a flash sale: when, how long its orders wait, and what is sold at what price."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from core import clock
from marketing.services import FlashTerms
from products.forms import YuanField
from products.models import Sku
from products.selectors import skus_for_checkout

_MOST = 1_000_000


class MomentWidget(UnfoldAdminTextInputWidget):
    input_type = "datetime-local"


class FlashSaleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, widget=UnfoldAdminTextInputWidget)
    name_en = forms.CharField(
        label=_("English name"), max_length=60, required=False, widget=UnfoldAdminTextInputWidget
    )
    starts_at = forms.DateTimeField(label=_("Starts at"), widget=MomentWidget)
    ends_at = forms.DateTimeField(label=_("Ends at"), widget=MomentWidget)
    pay_within = forms.IntegerField(
        label=_("To be paid within (minutes)"),
        min_value=2,
        max_value=24 * 60,
        required=False,
        help_text=_("Empty: as the rule for flash sales says when an order is placed."),
        widget=UnfoldAdminIntegerFieldWidget,
    )
    takes_coupons = forms.BooleanField(
        label=_("Takes coupons"), required=False, widget=UnfoldBooleanSwitchWidget
    )

    def clean_pay_within(self) -> timedelta | None:
        minutes = self.cleaned_data["pay_within"]
        return timedelta(minutes=minutes) if minutes else None

    def clean_ends_at(self) -> datetime:
        ends_at: datetime = self.cleaned_data["ends_at"]
        begun = self.cleaned_data.get("starts_at", clock.now())
        if ends_at <= max(begun, clock.now()):
            raise ValidationError(_("It ends after it has begun, and not in the past."))
        return ends_at


class FlashItemForm(forms.Form):
    sku = forms.CharField(label=_("SKU code"), widget=UnfoldAdminTextInputWidget)
    price_amount = YuanField(label=_("Flash-sale price (yuan)"))
    quota = forms.IntegerField(
        label=_("Quota"), min_value=1, max_value=_MOST, widget=UnfoldAdminIntegerFieldWidget
    )
    per_member_limit = forms.IntegerField(
        label=_("Limit per member"),
        min_value=1,
        max_value=_MOST,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def clean_sku(self) -> Sku:
        code = self.cleaned_data["sku"].strip()
        found = skus_for_checkout(codes=[code])
        if not found:
            raise ValidationError(_("There is no SKU %(code)s."), params={"code": code})
        return found[0]

    def clean_price_amount(self) -> int:
        amount: int = self.cleaned_data["price_amount"]
        if not amount:
            raise ValidationError(_("A price is above zero."))
        return amount

    @property
    def terms(self) -> FlashTerms:
        typed = {**self.cleaned_data}
        return FlashTerms(sku_id=typed.pop("sku").pk, **typed)


class _FlashItems(forms.BaseFormSet):
    def clean(self) -> None:
        skus = [each.cleaned_data["sku"] for each in self.filled if "sku" in each.cleaned_data]
        if len(skus) != len(set(skus)):
            raise ValidationError(_("Each SKU stands in one row."))

    @property
    def filled(self) -> list[Any]:
        return [each for each in self.forms if each.has_changed() and each.is_valid()]


FlashItemFormSet = forms.formset_factory(
    FlashItemForm, formset=_FlashItems, extra=4, min_num=1, validate_min=True, max_num=20
)


class QuotaForm(forms.Form):
    """The new quota, beside the one that was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    quota = forms.IntegerField(
        label=_("Quota"),
        min_value=1,
        max_value=_MOST,
        help_text=_("More comes out of stock, less goes back to it; what is sold stays sold."),
        widget=UnfoldAdminIntegerFieldWidget(attrs={"autofocus": True}),
    )
