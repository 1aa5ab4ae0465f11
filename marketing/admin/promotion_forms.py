"""How staff type what promotions keep: yuan, goods, steps, codes to make, phones to grant to."""

import re
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core.errors import DomainError
from core.phones import mobiles_in
from core.spreadsheets import TooManyRows, Unreadable, rows_of
from marketing.admin.offer_forms import known_sku
from marketing.models import CouponTemplate, ExchangeBatch, FullReductionOffer
from marketing.services.reductions import check_steps
from marketing.services.scopes import require_scope
from members.selectors import count_in_tiers, tiers
from products.forms import YuanField
from products.models import Sku
from products.selectors import categories

_STEP = re.compile(r"([0-9]{1,7})(?:-([0-9]{1,7}))?(\+?free)?")


class StepsField(forms.Field):
    """``300-40; 500-80+free`` in whole yuan on the page, FullReductionOffer.steps behind it."""

    default_error_messages = {
        "invalid": _("Write whole yuan, like 300-40; 500-80+free; free alone: 99free.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=UnfoldAdminTextInputWidget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(map(_typed, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        parts = [part.strip() for part in re.split("[;；]", str(value or ""))]
        return [self._step(part) for part in parts if part]

    def _step(self, part: str) -> dict[str, Any]:
        typed = _STEP.fullmatch(part.replace(" ", ""))
        if not typed:
            raise ValidationError(self.error_messages["invalid"])
        return {
            "threshold": int(typed[1]) * 100,
            "off": int(typed[2] or 0) * 100,
            "free_shipping": bool(typed[3]),
        }

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


def _typed(step: dict[str, Any]) -> str:
    off = f"-{step['off'] / 100:g}" if step.get("off") else ""
    free = f"{'+' if off else ''}free" if step.get("free_shipping") else ""
    return f"{step['threshold'] / 100:g}{off}{free}"


class ScopedForm(forms.ModelForm):
    category_ids = forms.TypedMultipleChoiceField(
        label=_("Categories"),
        coerce=int,
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        help_text=_("With those below them. No category and no SKU: the whole shop."),
    )
    sku_codes = SimpleArrayField(
        forms.CharField(max_length=40),
        label=_("SKU codes"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Separated by commas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category_ids" in self.fields:  # read only, where members rely on it
            choices = [(row.pk, str(row)) for row in categories()]
            self.fields["category_ids"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            require_scope(cleaned.get("category_ids", ()), cleaned.get("sku_codes", ()))
            check_steps(cleaned)
        except DomainError as refusal:
            raise ValidationError(str(refusal.detail)) from refusal
        return cleaned


class ReductionForm(ScopedForm):
    steps = StepsField(label=_("Steps (yuan)"), help_text="300-40; 500-80+free")
    cap_amount = YuanField(label=_("At most (yuan)"), required=False)

    class Meta:
        model = FullReductionOffer
        fields = "__all__"  # noqa: DJ007  (the admin names the fields)


class TemplateForm(ScopedForm):
    amount = YuanField(label=_("Off (yuan)"), initial=0)
    threshold_amount = YuanField(label=_("From a sum of (yuan)"), initial=0)
    cap_amount = YuanField(label=_("At most (yuan)"), required=False)

    class Meta:
        model = CouponTemplate
        fields = "__all__"  # noqa: DJ007  (the admin names the fields)


class BatchForm(forms.ModelForm):
    sku_code = forms.CharField(
        label=_("SKU code"), max_length=40, required=False, widget=UnfoldAdminTextInputWidget
    )
    price_amount = YuanField(label=_("To pay (yuan)"), initial=0)
    count = forms.IntegerField(
        label=_("codes"),
        min_value=1,
        max_value=20_000,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("They are downloaded as you save, and never again."),
    )

    class Meta:
        model = ExchangeBatch
        fields = (
            "name",
            "name_en",
            "quantity",
            "price_amount",
            "ships_free",
            "template",
            "count",
            "valid_from",
            "valid_until",
        )

    def clean_sku_code(self) -> Sku | None:
        code = self.cleaned_data["sku_code"]
        return known_sku(code) if code else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sku, template = cleaned.get("sku_code"), cleaned.get("template")
        if "sku_code" in cleaned and bool(sku) == bool(template):
            raise ValidationError(_("Name a SKU or a coupon, one of them."))
        if template and cleaned.get("price_amount"):
            self.add_error("price_amount", _("A code for a coupon costs nothing."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        terms = dict(self.cleaned_data)
        return terms | {"sku": terms.pop("sku_code")}


class GrantForm(forms.Form):
    """Tiers, and phones: as they are pasted, whatever stands between them, or in a spreadsheet."""

    tiers = forms.TypedMultipleChoiceField(
        label=_("Members of these tiers"),
        required=False,
        coerce=int,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    pasted = forms.CharField(
        label=_("Phones"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 8})
    )
    upload = forms.FileField(
        label=_("Or an Excel or CSV file"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("Phones are found in whatever column they stand."),
    )

    MOST_ROWS = 10_000
    MOST_PHONES = 5_000
    MOST_IN_TIERS = 20_000  # what one request can write

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tiers"].choices = [  # type: ignore[attr-defined]
            (tier.pk, tier.spoken_name) for tier in tiers()
        ]

    def clean_upload(self) -> str:
        upload = self.cleaned_data["upload"]
        try:
            rows = rows_of(upload, most=self.MOST_ROWS) if upload else []
        except TooManyRows as error:
            said = _("Only up to %(most)d rows can be read at once. Split the file.")
            raise ValidationError(said, params={"most": error.most}) from error
        except Unreadable as error:
            said = _("Only an .xlsx or .csv file of up to 2 MB can be read.")
            raise ValidationError(said) from error
        return "\n".join(cell for row in rows for cell in row)

    def clean_tiers(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["tiers"]
        count = count_in_tiers(chosen)
        if count > self.MOST_IN_TIERS:
            said = _(
                "These tiers have %(count)d members, and one grant is for up to %(most)d. Choose "
                "fewer tiers, or let members take the coupon themselves: say when it can be taken."
            )
            raise ValidationError(said, params={"count": count, "most": self.MOST_IN_TIERS})
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        phones = mobiles_in(f"{cleaned['pasted']}\n{cleaned['upload']}")
        if len(phones) > self.MOST_PHONES:
            said = _("Name up to %(most)d phones.")
            raise ValidationError(said, params={"most": self.MOST_PHONES})
        if not phones and not cleaned.get("tiers"):
            raise ValidationError(_("Choose a tier, or name at least one phone."))
        return cleaned | {"phones": phones}
