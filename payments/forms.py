import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from payments import channels, services
from payments.channels.labels import PRODUCT_LABELS
from payments.errors import ChannelNotReady
from payments.models import PaymentChannel


class SwitchForm(forms.ModelForm):
    """A channel with the credentials that it has; it is not switched on without the right ones."""

    class Meta:
        model = PaymentChannel
        fields: tuple[str, ...] = (
            "name",
            "name_en",
            "is_enabled",
            "position",
            "minimum_amount",
            "maximum_amount",
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = cleaned.get("new_credentials")
        credentials = given or self.instance.credentials
        if given or cleaned.get("is_enabled"):
            try:
                services.require_usable(code=self.instance.code, credentials=credentials)
            except ChannelNotReady as error:
                raise ValidationError(error.detail) from None
        return cleaned


class ChannelForm(SwitchForm):
    """A channel as staff set it up. Credentials go in and are never shown again."""

    products = forms.MultipleChoiceField(
        label=_("Products on offer"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_(
            "How shoppers may pay. Those that need an app of yours are offered once its app id is "
            "among the credentials."
        ),
    )
    new_credentials = forms.CharField(
        label=_("New credentials"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12, "autocomplete": "off"}),
        help_text=_(
            "JSON with the names and values that the provider gave you. What you leave out stays "
            "as it is stored; what is stored is never shown."
        ),
    )

    class Meta(SwitchForm.Meta):
        fields = (*SwitchForm.Meta.fields, "products")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields.get("products")
        if isinstance(choice, forms.MultipleChoiceField):  # not there for who may only switch
            known = channels.PRODUCTS[self.instance.code]
            choice.choices = [(product, PRODUCT_LABELS[product]) for product in known]
        if given := self.fields.get("new_credentials"):
            names = dict.fromkeys(channels.CREDENTIAL_FIELDS.get(self.instance.code, ()), "…")
            given.widget.attrs["placeholder"] = json.dumps(names, indent=2, ensure_ascii=False)

    def clean_new_credentials(self) -> dict[str, str] | None:
        text = self.cleaned_data["new_credentials"].strip()
        if not text:
            return None
        try:
            given = json.loads(text)
        except ValueError:
            given = None
        if not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()):
            raise ValidationError(_("This is not a JSON object of names and texts."))
        return {**self.instance.credentials, **given}
