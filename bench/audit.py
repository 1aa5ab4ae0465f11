"""Every law of ``manage.py audit`` over many paid orders, against reading each row once."""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from bench.orders import paid
from bench.report import Report, broken_laws
from bench.shop import open_shop
from core.clock import real_now
from core.laws import all_laws

_LOADED_AT_ONCE = 10_000
_ROWS = ("core", "ledger", "products", "members", "marketing", "orders", "payments", "logistics")


def run(options: argparse.Namespace) -> Report:
    member_id = open_shop().buyers[0].member_id
    size = options.audited
    print(f"  loading {size} orders", flush=True)
    for part in range(0, size, _LOADED_AT_ONCE):
        loaded = min(_LOADED_AT_ONCE, size - part)
        paid(f"A{part:07}", loaded, member_id=member_id, at=real_now() - timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    ours, floor = [], []
    for number in range(options.rounds):
        print(f"  round {number + 1} of {options.rounds}", flush=True)
        ours.append(size / _timed(lambda: call_command("audit")))
        floor.append(size / _timed(_read_every_row))
    return Report(
        name="audit",
        unit=f"orders proved/s ({size}, {sum(1 for _ in all_laws())} laws)",
        runs=ours,
        floor_runs=floor,
        violations=broken_laws(),
    ).publish()


def _read_every_row() -> None:
    tables = [
        model._meta.db_table
        for app in _ROWS
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed
    ]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT sum(hashtext(t::text)) FROM {table} t")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
