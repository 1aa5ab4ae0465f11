"""Who set up or changed which promotion: the log, read field by field."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import NamedChangeList, ReadOnlyAdmin
from core.keyset import KeysetPages
from marketing.models import PromotionChange

_LONGEST = 60


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
        return format_html_join(
            "",
            "<div>{}: {}{}</div>",
            (
                (_label(options, name), _before(change, name), _shown(value))
                for name, value in change.after.items()
                if name in change.before or value not in ("", None, [], {})
            ),
        )

    @display(description=_("by"))
    def by(self, change: Any) -> str:
        name: str = change.known_as
        return name


def _label(options: Any, name: str) -> Any:
    field = options.get_field(name)
    if field.one_to_many:  # rows beside it
        return field.related_model._meta.verbose_name_plural
    return field.verbose_name


def _before(change: PromotionChange, name: str) -> str:
    return f"{_shown(change.before[name])} → " if name in change.before else ""


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "✓" if value else "–"
        case dict():
            return Truncator(", ".join(f"{k}: {_shown(v)}" for k, v in value.items())).chars(200)
        case list():
            return Truncator(", ".join(map(_shown, value))).chars(200)
        case None | "":
            return "–"
        case _:
            return Truncator(str(value)).chars(_LONGEST)
