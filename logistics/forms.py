from collections.abc import Iterator
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from logistics import selectors


def courier_choices() -> Iterator[tuple[Any, list[tuple[str, str]]]]:
    """Two groups, the common couriers first."""
    couriers = [(each.is_common, each.code, str(each)) for each in selectors.couriers()]
    for title, common in ((_("Common"), True), (_("Others"), False)):
        yield title, [(code, name) for is_common, code, name in couriers if is_common is common]


class ShipForm(forms.Form):
    """Which courier takes a parcel, and under which number."""

    courier = forms.ChoiceField(
        label=_("Courier"), choices=courier_choices, widget=UnfoldAdminSelectWidget
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=64,
        help_text=_("Scan the label, or type the number: letters, digits and hyphens."),
        widget=UnfoldAdminTextInputWidget(
            attrs={
                "autofocus": True,
                "autocomplete": "off",
                "data-suggest-courier": reverse_lazy("courier-suggestion"),
            }
        ),
    )
