"""How staff type what promotions keep: yuan, goods, steps, codes to make, phones to grant to."""

import re
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core.errors import DomainError
from marketing.models import CouponTemplate, ExchangeBatch, FullReductionOffer
from marketing.services.reductions import check_steps
from marketing.services.scopes import require_scope
from products.forms import YuanField
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
        fields = "__all__"  # noqa: DJ007  (the admin names the fields)


class GrantForm(forms.Form):
    """Phones as they are pasted, and those of a file: whatever stands between them."""

    pasted = forms.CharField(
        label=_("Phones"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 8})
    )
    upload = forms.FileField(
        label=_("Or a CSV file"), required=False, widget=UnfoldAdminFileFieldWidget
    )

    MOST = 5_000

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("upload")
        read = upload.read(1_000_000).decode("utf-8", errors="replace") if upload else ""
        words = re.split(r"[\s,;，；、\"]+", f"{cleaned.get('pasted', '')}\n{read}")
        phones = list(dict.fromkeys(word for word in words if re.search("[0-9]{5}", word)))
        if not 1 <= len(phones) <= self.MOST:
            raise ValidationError(_("Name 1 to %(most)d phones."), params={"most": self.MOST})
        return cleaned | {"phones": phones}
