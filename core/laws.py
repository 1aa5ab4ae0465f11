"""Invariants of the whole database. Each app lists its own in ``laws.py``; ``audit`` runs all.

A law is one SELECT of the rows that break it: an empty result is the proof. Where figures can be
put right from what explains them, an app registers its repair.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, slots=True)
class Law:
    """``name`` says what always holds; ``sql`` selects the rows for which it does not."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Verdict:
    app: str
    law: Law
    columns: tuple[str, ...]
    broken: list[tuple[Any, ...]]


# By name. Takes ``actor`` and ``at``; returns what it found and did about it, a line each.
repairs: dict[str, Callable[..., list[str]]] = {}


def register_repair(name: str, repair: Callable[..., list[str]]) -> None:
    repairs[name] = repair


def all_laws() -> Iterator[tuple[str, Law]]:
    """(app label, law), in the order of the installed apps."""
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, "laws"):
            for law in getattr(import_module(f"{config.name}.laws"), "LAWS", ()):
                yield config.label, law


def verdicts(*, show: int = 10) -> Iterator[Verdict]:
    """Check law after law. ``broken`` holds up to ``show`` offending rows, by name of column."""
    for app, law in all_laws():
        with connection.cursor() as cursor:
            cursor.execute(law.sql)
            columns = tuple(column.name for column in cursor.description)
            yield Verdict(app, law, columns, cursor.fetchmany(show))
