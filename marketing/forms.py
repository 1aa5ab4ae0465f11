"""Group offers as staff type them in: hours and SKU codes, checked before a service is asked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm, PaginationInlineFormSet
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from marketing.models import GroupOffer, GroupPrice
from products.forms import YuanField
from products.selectors import skus_for_checkout

MAX_HOURS = 7 * 24


class GroupOfferForm(forms.ModelForm):
    team_size = forms.IntegerField(
        label=_("Members of a team"),
        min_value=2,
        max_value=100,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("2 to 100; teams that are open keep their size."),
    )
    form_within = forms.IntegerField(
        label=_("Forms within (hours)"),
        required=False,
        min_value=1,
        max_value=MAX_HOURS,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("From the leader's payment on. Empty: as the rule GROUP_FORM_BY says then."),
    )

    class Meta:
        model = GroupOffer
        fields = (
            "name",
            "name_en",
            "product",
            "team_size",
            "form_within",
            "opens_at",
            "ends_at",
            "limit_per_member",
            "quota",
            "takes_coupons",
            "virtual_completion",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.form_within:
            self.initial["form_within"] = self.instance.form_within // timedelta(hours=1)

    def clean_form_within(self) -> timedelta | None:
        hours = self.cleaned_data["form_within"]
        return timedelta(hours=hours) if hours else None

    def clean_quota(self) -> int | None:
        quota: int | None = self.cleaned_data["quota"]
        if quota is not None and quota < self.instance.taken_quantity:
            said = _("%(taken)d pieces of this offer are taken already; it cannot have fewer.")
            raise ValidationError(said % {"taken": self.instance.taken_quantity})
        return quota

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opens_at, ends_at = cleaned.get("opens_at"), cleaned.get("ends_at")
        if opens_at and ends_at and ends_at <= opens_at:
            self.add_error("ends_at", _("An offer ends after it has opened."))
        return cleaned


class GroupPriceForm(forms.ModelForm):
    sku_code = forms.CharField(
        label=_("SKU code"), max_length=40, widget=UnfoldAdminTextInputWidget
    )

    price_amount = YuanField(label=_("Group price (yuan)"))

    class Meta:
        model = GroupPrice
        fields = ("sku_code", "price_amount")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["sku_code"] = self.instance.sku.code


class GroupPriceFormSet(PaginationInlineFormSet):
    """At least one price, each of another SKU of the offer's product."""

    def clean(self) -> None:
        codes = [code for code, _amount in self._typed()]
        if any(self.errors):
            return
        if not codes or len(codes) != len(set(codes)):
            raise ValidationError(_("Give a price to one SKU or more, to each of them once."))
        known = {
            sku.code
            for sku in skus_for_checkout(codes)
            if sku.product_id == self.instance.product_id
        }
        if foreign := [code for code in codes if code not in known]:
            said = _("Not a SKU of this product: %(skus)s.")
            raise ValidationError(said % {"skus": ", ".join(foreign)})

    def prices(self) -> dict[str, int]:
        """Fen by SKU code."""
        return dict(self._typed())

    def _typed(self) -> list[tuple[str, int]]:
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return [
            (row["sku_code"], row["price_amount"])
            for row in rows
            if row.get("sku_code") and not row.get("DELETE")
        ]


class CancelTeamForm(BaseDialogForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
