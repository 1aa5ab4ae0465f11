from datetime import timedelta
from importlib import import_module

import pytest
from constance.forms import ConstanceForm
from constance.utils import get_values
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import module_has_submodule
from django.utils.translation import override

from core.rules import LiveRule, Unit, declared_in
from orders.rules import PAYMENT_TIMEOUT

pytestmark = pytest.mark.django_db

ALL_RULES = [
    rule
    for config in apps.get_app_configs()
    if config.name != "core" and module_has_submodule(config.module, "rules")
    for rule in declared_in(import_module(f"{config.name}.rules"))
]
MODE = LiveRule(
    name="MODE", label="Mode", effect="", unit=Unit.CHOICE, default="a", choices=(("a", "A"),)
)
SWITCH = LiveRule(name="SWITCH", label="Switch", effect="", unit=Unit.SWITCH, default=True)


def test_a_rule_has_its_default_until_somebody_changes_it():
    assert PAYMENT_TIMEOUT.value == 30
    assert PAYMENT_TIMEOUT.duration == timedelta(minutes=30)


def test_a_change_counts_at_once():
    PAYMENT_TIMEOUT.change(45)
    assert PAYMENT_TIMEOUT.duration == timedelta(minutes=45)


def test_rules_are_read_from_the_cache():
    assert PAYMENT_TIMEOUT.value == 30
    with CaptureQueriesContext(connection) as queries:
        for _ in range(10):
            assert PAYMENT_TIMEOUT.value == 30
    assert len(queries) == 0


def test_a_changed_rule_is_read_from_the_cache_too():
    PAYMENT_TIMEOUT.change(45)
    with CaptureQueriesContext(connection) as queries:
        assert PAYMENT_TIMEOUT.value == 45
    assert len(queries) == 0


@pytest.mark.parametrize("value", [0, -1, 10_081, "30", 30.0, True, None])
def test_a_value_outside_the_range_is_refused_and_changes_nothing(value):
    with pytest.raises(ValueError, match="PAYMENT_TIMEOUT must be 2-10080 minutes"):
        PAYMENT_TIMEOUT.change(value)
    assert PAYMENT_TIMEOUT.value == 30


@pytest.mark.parametrize("value", [2, 10_080])
def test_the_ends_of_the_range_belong_to_it(value):
    PAYMENT_TIMEOUT.change(value)
    assert PAYMENT_TIMEOUT.value == value


def test_a_choice_takes_its_choices_and_a_switch_on_or_off():
    with pytest.raises(ValueError, match="MODE must be a, not 'b'"):
        MODE.change("b")
    with pytest.raises(ValueError, match="SWITCH must be on/off, not 1"):
        SWITCH.change(1)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.name)
def test_every_rule_is_live_explained_and_within_its_own_range(rule):
    assert rule.name in settings.CONSTANCE_CONFIG
    assert rule.value == rule.default
    rule.change(rule.default)
    _default, described, _type = settings.CONSTANCE_CONFIG[rule.name]
    range_ = f"{rule.minimum}-{rule.maximum}" if rule.maximum else ""
    with override("en"):
        assert str(described).startswith(f"{rule.label} ({range_}" if range_ else f"{rule.label}.")
        assert str(described).endswith(f". {rule.effect}")
    with override("zh-hans"):
        assert str(described).startswith(f"{rule.label}（{range_}" if range_ else f"{rule.label}。")
        assert str(described).endswith(f"。{rule.effect}")


def test_the_form_refuses_what_a_rule_refuses():
    values = get_values()
    form = ConstanceForm(data={**values, "PAYMENT_TIMEOUT": 0, "version": ""}, initial=values)
    assert "PAYMENT_TIMEOUT" in form.errors
    form = ConstanceForm(data={**values, "PAYMENT_TIMEOUT": 2, "version": ""}, initial=values)
    assert "PAYMENT_TIMEOUT" not in form.errors
