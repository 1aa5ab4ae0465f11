"""How staff type presales and points mall items: a SKU by its code, yuan, times that follow."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from marketing.models import MallItem, Presale
from products.forms import YuanField
from products.models import Sku
from products.selectors import skus_for_checkout


def known_sku(code: str) -> Sku:
    """Raises ValidationError, for the form."""
    found = skus_for_checkout([code])
    if not found:
        raise ValidationError(_("There is no SKU %(code)s.") % {"code": code})
    return found[0]


class OfferForm(forms.ModelForm):
    """What orders rely on is not asked for again: the page shows it, and the service keeps it."""

    sku_code = forms.CharField(
        label=_("SKU code"), max_length=40, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["sku_code"] = self.instance.sku.code

    def clean_sku_code(self) -> Sku:
        return known_sku(self.cleaned_data["sku_code"])

    def clean_quota(self) -> int:
        quota: int = self.cleaned_data["quota"]
        if quota < self.instance.claimed:
            said = _("%(claimed)d pieces are claimed already: the quota cannot be less.")
            raise ValidationError(said % {"claimed": self.instance.claimed})
        return quota

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.require(
            "per_member_limit", 1 <= self.known("per_member_limit", 1) <= self.known("quota", 1)
        )
        self.require_order("starts_at", "ends_at")
        return cleaned

    def known(self, name: str, otherwise: Any = None) -> Any:
        """As typed; of what is not asked for any more, as it is."""
        return self.cleaned_data.get(name, getattr(self.instance, name, otherwise))

    def require_order(self, earlier: str, later: str, *, may_touch: bool = False) -> None:
        before, after = self.known(earlier), self.known(later)
        if before and after:
            self.require(later, before < after or (may_touch and before == after))

    def require(self, name: str, holds: bool) -> None:
        if not holds and name in self.cleaned_data:
            self.add_error(name, _RANGES[name])

    def terms(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        terms = dict(self.cleaned_data)
        if "sku_code" in terms:
            terms["sku"] = terms.pop("sku_code")
        return terms


_RANGES = {
    "per_member_limit": _("At least one piece, and no more than the quota."),
    "ends_at": _("It ends after it has opened."),
    "balance_opens_at": _("The balance opens when deposits are no longer taken, or later."),
    "balance_due_at": _("The balance is due after it has opened."),
    "deposit_amount": _("A deposit is more than nothing."),
    "deposit_worth_amount": _("A deposit is worth at least itself, and less than the price."),
}


class PresaleForm(OfferForm):
    price_amount = YuanField(label=_("Price (yuan)"))
    deposit_amount = YuanField(label=_("Deposit (yuan)"))
    deposit_worth_amount = YuanField(
        label=_("Worth of the deposit (yuan)"), help_text=_("What it takes off the price.")
    )

    class Meta:
        model = Presale
        fields = (
            "name",
            "name_en",
            "price_amount",
            "deposit_amount",
            "deposit_worth_amount",
            "deposit_refundable",
            "starts_at",
            "ends_at",
            "balance_opens_at",
            "balance_due_at",
            "quota",
            "per_member_limit",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.require_order("ends_at", "balance_opens_at", may_touch=True)
        self.require_order("balance_opens_at", "balance_due_at")
        deposit, worth = self.known("deposit_amount"), self.known("deposit_worth_amount")
        price = self.known("price_amount")
        if None not in (deposit, worth, price):
            self.require("deposit_amount", deposit > 0)
            self.require("deposit_worth_amount", deposit <= worth < price)
        return cleaned


class MallItemForm(OfferForm):
    points = forms.IntegerField(
        label=_("Points"), min_value=1, max_value=100_000_000, widget=UnfoldAdminTextInputWidget
    )
    cash_amount = YuanField(label=_("And money (yuan)"))

    class Meta:
        model = MallItem
        fields = ("points", "cash_amount", "starts_at", "ends_at", "quota", "per_member_limit")


class FailPresaleForm(BaseDialogForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
