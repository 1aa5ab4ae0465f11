"""Live rules: numbers that staff change while the shop runs, kept by django-constance.

An app declares its rules in its ``rules.py``; the edge or a service reads
``RULE.value`` or ``RULE.duration``. Reads come from the cache, not by SQL.
A clock that has started keeps the value it started with.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib import import_module
from time import monotonic
from types import ModuleType
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _


class _Known(NamedTuple):
    value: Any
    until: float  # of the monotonic clock


_KNOWN_FOR_SECONDS = 1.0
_declared: dict[str, "LiveRule"] = {}
_known: dict[str, _Known] = {}


def forget_known() -> None:
    """Ask the shared cache again: somebody has just changed a rule."""
    _known.clear()


def store_defaults(**_migrated: Any) -> None:
    """Give every rule its row, after each migration: reading one then never writes."""
    from constance import settings
    from constance.codecs import dumps
    from constance.models import Constance

    Constance.objects.bulk_create(
        (Constance(key=name, value=dumps(row[0])) for name, row in settings.CONFIG.items()),
        ignore_conflicts=True,
    )


class Unit(StrEnum):
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    COUNT = "count"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRule:
    """One rule: its range and what a change of it does, as staff read it beside the field."""

    name: str
    label: str | Promise
    effect: str | Promise
    unit: Unit
    default: int | bool | str
    minimum: int = 0
    maximum: int = 0
    choices: tuple[tuple[str, str | Promise], ...] = ()

    @property
    def value(self) -> Any:
        """What it is now, or was up to a second ago: a request asks for several rules."""
        from constance import config

        known = _known.get(self.name)
        if known is None or known.until < monotonic():
            known = _known[self.name] = _Known(
                getattr(config, self.name), monotonic() + _KNOWN_FOR_SECONDS
            )
        return known.value

    @property
    def duration(self) -> timedelta:
        """The value of a rule in seconds, minutes, hours or days."""
        return timedelta(**{self.unit.value: self.value})

    def change(self, value: int | bool | str) -> None:
        """Set the rule. ValueError outside its range: the form refuses it, and so does this."""
        from constance import config

        in_range = (
            value in dict(self.choices)
            if self.unit is Unit.CHOICE
            else isinstance(value, bool)
            if self.unit is Unit.SWITCH
            else type(value) is int and self.minimum <= value <= self.maximum
        )
        if not in_range:
            raise ValueError(f"{self.name} must be {self.range}, not {value!r}")
        setattr(config, self.name, value)
        forget_known()

    @property
    def range(self) -> str:
        if self.unit is Unit.CHOICE:
            return "/".join(key for key, _label in self.choices)
        if self.unit is Unit.SWITCH:
            return "on/off"
        return f"{self.minimum}-{self.maximum} {self.unit}"

    @property
    def _field(self) -> list[Any]:
        """The form field that constance edits it with, range and all."""
        if self.unit is Unit.CHOICE:
            choice = {"widget": "unfold.widgets.UnfoldAdminSelectWidget", "choices": self.choices}
            return ["django.forms.ChoiceField", choice]
        if self.unit is Unit.SWITCH:
            switch = {"widget": "unfold.widgets.UnfoldBooleanSwitchWidget", "required": False}
            return ["django.forms.BooleanField", switch]
        number = {
            "widget": "unfold.widgets.UnfoldAdminIntegerFieldWidget",
            "min_value": self.minimum,
            "max_value": self.maximum,
        }
        return ["django.forms.IntegerField", number]


def rule_named(name: str) -> LiveRule:
    return _declared[name]


def declared_in(module: ModuleType) -> list[LiveRule]:
    return [value for value in vars(module).values() if isinstance(value, LiveRule)]


def constance_settings(
    *apps: str,
) -> tuple[dict[str, Any], dict[str, Any], tuple[tuple[Any, tuple[str, ...]], ...]]:
    """CONSTANCE_ADDITIONAL_FIELDS, _CONFIG and _CONFIG_FIELDSETS of all rules of these apps."""
    fields: dict[str, Any] = {}
    config: dict[str, Any] = {}
    # Pairs, not a dict: hashing a lazy title would translate it before the apps are loaded.
    fieldsets: list[tuple[Any, tuple[str, ...]]] = []
    for app in apps:
        try:
            module = import_module(f"{app}.rules")
        except ModuleNotFoundError as error:
            if error.name != f"{app}.rules":
                raise
            continue
        rules = declared_in(module)
        for rule in rules:
            _declared[rule.name] = rule
            fields[rule.name] = rule._field
            config[rule.name] = (rule.default, _described(rule), rule.name)
        if rules:
            fieldsets.append((_title_of(app), tuple(rule.name for rule in rules)))
    return fields, config, tuple(fieldsets)


def _title(app: str) -> str:
    return str(apps.get_app_config(app).verbose_name)


# Settings are read before apps are there: asked only when shown, in the reader's language.
_title_of = lazy(_title, str)


_UNIT_NAMES = {
    Unit.SECONDS: _("seconds"),
    Unit.MINUTES: _("minutes"),
    Unit.HOURS: _("hours"),
    Unit.DAYS: _("days"),
    Unit.COUNT: "",
}


def spoken_range(rule: LiveRule) -> str:
    """The range as staff read it: ``1-60 days``; "" where the field itself shows it."""
    if rule.unit not in _UNIT_NAMES:
        return ""
    return f"{rule.minimum}-{rule.maximum} {_UNIT_NAMES[rule.unit]}".strip()


def _describe(rule: LiveRule) -> str:
    said = {"label": rule.label, "effect": rule.effect, "span": spoken_range(rule)}
    if not said["span"]:
        return str(_("%(label)s. %(effect)s") % said)
    return str(_("%(label)s (%(span)s). %(effect)s") % said)


# Joined only when shown, in the reader's language.
_described = lazy(_describe, str)
