"""Invariants of the whole database. Each app lists its own in ``laws.py``; ``audit`` runs all.

A law is one SELECT of the rows that break it: an empty result is the proof. What was proved is told
in figures, each the sum of rows. Where figures can be put right from what explains them, an app
registers its repair.
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
class Figure:
    """How much the laws were proved over: ``sql`` selects one number, in fen where ``is_money``."""

    name: str
    sql: str
    is_money: bool = False


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
    return _declared("LAWS")


def all_figures() -> Iterator[tuple[str, Figure]]:
    """(app label, figure), in the order of the installed apps."""
    return _declared("FIGURES")


def _declared(name: str) -> Iterator[tuple[str, Any]]:
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, "laws"):
            for row in getattr(import_module(f"{config.name}.laws"), name, ()):
                yield config.label, row


def verdict_on(app: str, law: Law, *, show: int = 10) -> Verdict:
    """Check a law. ``broken`` holds up to ``show`` offending rows, by name of column."""
    with connection.cursor() as cursor:
        cursor.execute(law.sql)
        columns = tuple(column.name for column in cursor.description)
        return Verdict(app, law, columns, cursor.fetchmany(show))


def verdicts(*, show: int = 10) -> Iterator[Verdict]:
    """Check law after law."""
    for app, law in all_laws():
        yield verdict_on(app, law, show=show)


def figure_of(figure: Figure) -> int:
    with connection.cursor() as cursor:
        cursor.execute(figure.sql)
        (number,) = cursor.fetchone()
        return int(number or 0)
