"""How staff type what the catalogue keeps: yuan, attributes, division codes; a receipt, a count."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core import regions
from products import selectors
from products.models import FreightRate, Product, Sku, Warehouse


class YuanField(forms.Field):
    """``128`` or ``128.50`` yuan on the page, an integer of fen behind it."""

    default_error_messages = {"invalid": _("Write yuan and fen, like 128 or 128.50.")}

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "decimal", "style": "max-width: 8rem"}
        super().__init__(widget=UnfoldAdminTextInputWidget(attrs=attributes), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        typed = re.fullmatch(r"\s*([0-9]{1,9})(?:\.([0-9]{1,2}))?\s*", str(value))
        if not typed:
            raise ValidationError(self.error_messages["invalid"])
        return int(typed[1]) * 100 + int((typed[2] or "").ljust(2, "0"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class AttributesField(forms.Field):
    """``颜色/Colour=白/White; 尺码/Size=M`` on the page, Sku.attributes behind it."""

    default_error_messages = {
        "invalid": _("Write 颜色/Colour=白/White; the English may be left out.")
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminTextInputWidget(attrs={"style": "min-width: 20rem"})
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "; ".join(
            f"{_pair(each['name'], each.get('name_en'))}="
            f"{_pair(each['value'], each.get('value_en'))}"
            for each in value
        )

    def to_python(self, value: Any) -> list[dict[str, str]]:
        attributes = []
        for part in re.split("[;；]", str(value or "")):
            if not part.strip():
                continue
            name, separator, chosen = part.partition("=")
            if not (separator and name.strip() and chosen.strip()):
                raise ValidationError(self.error_messages["invalid"])
            name_zh, name_en = _words(name)
            value_zh, value_en = _words(chosen)
            attributes.append(
                {"name": name_zh, "name_en": name_en, "value": value_zh, "value_en": value_en}
            )
        return attributes

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


def _pair(chinese: str, english: str | None) -> str:
    return f"{chinese}/{english}" if english else chinese


def _words(text: str) -> tuple[str, str]:
    chinese, _slash, english = text.partition("/")
    return chinese.strip(), english.strip()


class SkuForm(forms.ModelForm):
    attributes = AttributesField(label=_("Attributes"), required=False)
    list_price_amount = YuanField(label=_("List price (yuan)"))

    class Meta:
        model = Sku
        fields = ("code", "attributes", "list_price_amount", "weight_grams", "image", "is_active")


class ProductForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = "__all__"  # noqa: DJ007  (the admin names the fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") != "voucher" and not cleaned.get("freight_template"):
            self.add_error("freight_template", _("What is shipped needs a freight template."))
        return cleaned


class FreightRateForm(forms.ModelForm):
    first_fee_amount = YuanField(label=_("First fee (yuan)"))
    extra_fee_amount = YuanField(label=_("Further fee (yuan)"))
    free_over_amount = YuanField(label=_("Free from (yuan)"), required=False)

    class Meta:
        model = FreightRate
        widgets = {"region_codes": UnfoldAdminTextareaWidget(attrs={"rows": 2})}
        fields = (
            "region_codes",
            "first_weight_grams",
            "first_fee_amount",
            "extra_weight_grams",
            "extra_fee_amount",
            "free_over_amount",
        )

    def clean_region_codes(self) -> list[str]:
        return _known(self.cleaned_data["region_codes"])


class WarehouseForm(forms.ModelForm):
    class Meta:
        model = Warehouse
        widgets = {"serves_regions": UnfoldAdminTextareaWidget(attrs={"rows": 2})}
        fields = "__all__"  # noqa: DJ007  (the admin names the fields)

    def clean_region_code(self) -> str:
        code: str = self.cleaned_data["region_code"]
        if not regions.is_district(code):
            raise ValidationError(_("%(code)s is no district."), params={"code": code})
        return code

    def clean_serves_regions(self) -> list[str]:
        return _known(self.cleaned_data["serves_regions"])


def _known(codes: list[str]) -> list[str]:
    for code in codes:
        try:
            regions.region(code)
        except KeyError:
            raise ValidationError(
                _("There is no division %(code)s."), params={"code": code}
            ) from None
    return codes


class ReceiptForm(forms.Form):
    """What came in, where, and by which document."""

    sku = forms.CharField(
        label=_("SKU code"), widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True})
    )
    warehouse = forms.ModelChoiceField(
        label=_("Warehouse"), queryset=Warehouse.objects.none(), widget=UnfoldAdminSelectWidget
    )
    quantity = forms.IntegerField(
        label=_("Pieces"), min_value=1, max_value=1_000_000, widget=UnfoldAdminIntegerFieldWidget
    )
    reason = forms.CharField(
        label=_("Document"),
        max_length=200,
        help_text=_("Purchase order, delivery note or the like."),
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["warehouse"].queryset = selectors.warehouses_in_use()  # type: ignore[attr-defined]

    def clean_sku(self) -> Sku:
        code = self.cleaned_data["sku"].strip()
        found = selectors.skus_for_checkout(codes=[code])
        if not found:
            raise ValidationError(_("There is no SKU %(code)s."), params={"code": code})
        return found[0]


class ReceiptHereForm(forms.Form):
    """What came in for one shelf, beside the figure that was seen there."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    quantity = forms.IntegerField(
        label=_("Pieces"),
        min_value=1,
        max_value=1_000_000,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"autofocus": True}),
    )
    reason = forms.CharField(
        label=_("Document"),
        max_length=200,
        help_text=_("Purchase order, delivery note or the like."),
        widget=UnfoldAdminTextInputWidget,
    )


class CountForm(forms.Form):
    """What was counted on the shelf, beside the figure that was seen when counting began."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    counted = forms.IntegerField(
        label=_("Pieces counted"),
        min_value=0,
        max_value=1_000_000,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"autofocus": True}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)


class SafetyForm(forms.Form):
    safety = forms.IntegerField(
        label=_("Safety stock"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("Kept back: never offered to shoppers."),
        widget=UnfoldAdminIntegerFieldWidget(attrs={"autofocus": True}),
    )
