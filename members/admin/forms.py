"""What staff type into the dialogs of a member's page, and how money is typed."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from members.models import CardBatch

_YUAN = re.compile(r"(-?)([0-9]{1,6})(?:\.([0-9]{1,2}))?")


class YuanField(forms.CharField):
    """``20`` or ``12.50`` yuan on the page, fen behind it; ``-5`` only where it is ``signed``."""

    def __init__(self, *, signed: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=UnfoldAdminTextInputWidget, **kwargs)
        self.signed = signed

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        written = _YUAN.fullmatch(super().clean(value))
        amount = int(written[2]) * 100 + int((written[3] or "").ljust(2, "0")) if written else 0
        if written is None or amount == 0 or (written[1] and not self.signed):
            raise forms.ValidationError(_("Enter an amount such as 20 or 12.50."))
        return -amount if written[1] else amount

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class ReasonForm(BaseDialogForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)


class KeyedForm(ReasonForm):
    # Made when the dialog opens, so that a second click on its button does nothing again.
    key = forms.CharField(
        widget=forms.HiddenInput, max_length=32, initial=lambda: secrets.token_hex(8)
    )


class AdjustForm(KeyedForm):
    field_order = ("key", "amount", "reason")
    amount = YuanField(
        label=_("Amount in yuan"),
        signed=True,
        help_text=_("With a minus sign in front, it is taken off."),
    )


class PointsForm(KeyedForm):
    field_order = ("key", "points", "reason")
    points = forms.IntegerField(
        label=_("Points"), min_value=1, widget=UnfoldAdminIntegerFieldWidget
    )


class CardBatchForm(forms.ModelForm):
    face_amount = YuanField(label=_("Face value in yuan"))

    class Meta:
        model = CardBatch
        fields = ("name", "count", "face_amount", "source", "bind_by", "valid_days")
