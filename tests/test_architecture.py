"""What the import contracts cannot see: foreign keys, subscribers in the transaction, jobs."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from config.schedule import BEAT_SCHEDULE
from core.events import subscribers_in_transaction
from logistics.tasks import FOLLOW_EVERY

PROJECT = Path(__file__).parent.parent

# Who succeeds or fails with the publisher. Everybody else listens @after: think before adding.
IN_TRANSACTION = {
    ("orders.LinesCancelled", "logistics.stop_parcels"),
    ("orders.OrderPlaced", "payments.capture_when_free"),
}


def layers() -> dict[str, int]:
    """Each app and how high it stands, by the import contract."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layered,) = (
        contract
        for contract in contracts["contracts"]
        if contract["type"] == "layers" and "containers" not in contract
    )
    return {
        name.strip(" ()"): height
        for height, names in enumerate(reversed(layered["layers"]))
        for name in names.split("|")
    }


def foreign_keys() -> Iterator[tuple[str, str, Any]]:
    """(app, app pointed to, field) of every key that leaves its app."""
    heights = layers()
    for model in apps.get_models(include_auto_created=True):
        app = model._meta.app_label
        for field in model._meta.get_fields():
            if isinstance(field, (models.ForeignKey, models.ManyToManyField)):
                target = field.related_model._meta.app_label
                if app in heights and target in heights and app != target:
                    yield app, target, field


def test_every_app_of_ours_has_a_place_in_the_layers():
    ours = {config.name for config in apps.get_app_configs() if (PROJECT / config.name).is_dir()}
    assert ours <= set(layers())
    assert {"core", "ledger", "products", "members", "orders"} <= ours


def test_foreign_keys_point_only_down():
    heights = layers()
    assert [
        str(field) for app, target, field in foreign_keys() if heights[target] >= heights[app]
    ] == []


def test_a_foreign_key_out_of_its_app_has_no_way_back_and_protects_what_it_points_to():
    """A reverse accessor would be an import in disguise."""
    for _app, _target, field in foreign_keys():
        assert field.remote_field.related_name == "+", field
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field


def test_there_are_foreign_keys_to_judge():
    assert {("orders", "members"), ("orders", "products")} <= {
        (app, target) for app, target, _field in foreign_keys()
    }


def test_few_subscribe_inside_the_transaction():
    found = {pair for pair in subscribers_in_transaction() if not pair[0].startswith("tests.")}
    assert found == IN_TRANSACTION


def test_no_job_is_told_when_to_run():
    """A broker that keeps a job for later delivers it again and again: due times are columns."""
    told = [
        f"{path.relative_to(PROJECT)}:{call.lineno}"
        for app in layers()
        for path in (PROJECT / app).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and {"eta", "countdown"} & {keyword.arg for keyword in call.keywords}
    ]
    assert told == []


def test_every_sweep_comes_by_within_a_minute():
    rare = {name for name, entry in BEAT_SCHEDULE.items() if entry["schedule"] > 60}
    assert rare == {"forgetting", "stock leaks"}  # which nobody waits for


def test_the_courier_quota_is_shared_out_by_how_often_its_sweep_comes():
    assert BEAT_SCHEDULE["trails"]["schedule"] == FOLLOW_EVERY


def test_there_is_one_database():
    assert list(settings.DATABASES) == ["default"]
    assert settings.DATABASE_ROUTERS == []


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_no_money_is_kept_in_anything_but_integers(model):
    for field in model._meta.get_fields():
        if getattr(field, "name", "").endswith("_amount") or field.name == "amount":
            assert isinstance(field, models.BigIntegerField), field
        assert not isinstance(field, (models.FloatField, models.DecimalField)) or (
            model._meta.app_label not in layers()
        ), field
