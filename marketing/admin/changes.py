"""Who set up or changed which promotion: the log, read field by field."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import DateTimeField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import NamedChangeList, ReadOnlyAdmin
from core.clock import shop_time
from core.keyset import KeysetPages
from core.money import format_amount
from marketing.models import PromotionChange

_LONGEST = 300
_MONEY = ("amount", "prices", "threshold", "off")


@admin.register(PromotionChange)
class PromotionChangeAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ("at", "promotion", "what", "by")
    list_display_links = None
    list_per_page = 50
    list_fullwidth = True
    search_fields = ("subject__exact",)
    search_help_text = _("Number of the promotion")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[NamedChangeList]:
        return NamedChangeList

    @display(description=_("promotion"))
    def promotion(self, change: PromotionChange) -> SafeString:
        options = apps.get_model(change.kind)._meta
        page = f"admin:{options.app_label}_{options.model_name}_change"
        return format_html(
            '<a class="dd-link" href="{}">{} {}</a>',
            reverse(page, args=(change.subject,)),
            options.verbose_name,
            change.subject,
        )

    @display(description=_("what changed"))
    def what(self, change: PromotionChange) -> SafeString:
        """``label: before → after``, a line for each field; of a new one what it was given."""
        options = apps.get_model(change.kind)._meta
        lines = format_html_join(
            "",
            "<div>{}: {}{}</div>",
            (
                (
                    _label(options, name),
                    _before(options, change, name),
                    _shown(options, name, value),
                )
                for name, value in change.after.items()
                if name in change.before or value not in ("", None, [], {})
            ),
        )
        if change.before:
            return lines
        return format_html("<details><summary>{}</summary>{}</details>", _("set up"), lines)

    @display(description=_("by"))
    def by(self, change: Any) -> str:
        name: str = change.known_as
        return name


def _label(options: Any, name: str) -> Any:
    field = options.get_field(name)
    if field.one_to_many:  # rows beside it
        return field.related_model._meta.verbose_name_plural
    return field.verbose_name


def _before(options: Any, change: PromotionChange, name: str) -> str:
    return f"{_shown(options, name, change.before[name])} → " if name in change.before else ""


def _shown(options: Any, name: str, value: Any) -> str:
    """A value as the log keeps it, read by what its field is."""
    if value in (None, "", [], {}):
        return "–"
    field = options.get_field(name)
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, DateTimeField):
        at = parse_datetime(value)
        return date_format(shop_time(at), "Y-m-d H:i") if at else str(value)
    return Truncator(_plain(name, value)).chars(_LONGEST)


def _plain(name: str, value: Any) -> str:
    """Of rows beside it, and of what is kept as JSON, by the names in it."""
    match value:
        case bool():
            return "✓" if value else "–"
        case int() if name in _MONEY or name.endswith("_amount"):
            return format_amount(value)
        case dict():
            return ", ".join(f"{key}: {_plain(_inner(name, key), v)}" for key, v in value.items())
        case list():
            return "; ".join(_plain(name, each) for each in value)
        case _:
            return str(value)


def _inner(name: str, key: str) -> str:
    """By SKU, prices are as they are in the row."""
    return name if name == "prices" else key
