"""Faults: what the sandbox was told to do wrong, for whom and how often."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sandbox.state import State

SCHEMA = """
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    target TEXT,               -- a trade or refund number; NULL: everybody
    remaining INTEGER,         -- how many times yet; NULL: until removed
    settings TEXT NOT NULL
);
"""

Value = str | int | float


@dataclass(frozen=True)
class Setting:
    """A knob of a fault: one of ``choices``, or else a number from ``least`` to ``most``."""

    default: Value
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = 86400

    def read(self, value: object) -> Value:
        """``value`` from JSON or a form. Raises ValueError if it does not fit."""
        if self.choices:
            if value not in self.choices:
                raise ValueError(f"must be one of {', '.join(self.choices)}")
            return str(value)
        number = int(str(value)) if isinstance(self.default, int) else float(str(value))
        if not self.least <= number <= self.most:
            raise ValueError(f"must be from {self.least:g} to {self.most:g}")
        return number


@dataclass(frozen=True)
class Kind:
    """A fault that the sandbox knows how to act out."""

    area: Literal["api", "payment", "refund", "notification"]
    english: str
    chinese: str
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    id: int
    kind: str
    target: str | None
    remaining: int | None
    settings: Mapping[str, Value]

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "kind": self.kind,
            "target": self.target,
            "times": self.remaining,
            **self.settings,
        }


class UnknownFault(ValueError):
    """Asked for a fault, or a setting of one, that does not exist or does not fit."""


class Faults:
    """The faults in force. Each time one is acted out it is ``take``n, and counted down."""

    def __init__(self, state: State, kinds: Mapping[str, Kind]) -> None:
        self._state = state
        self.kinds = kinds

    def make(self, kind: str, settings: Mapping[str, object]) -> Fault:
        """A fault that is acted out once, by whoever made it. Raises UnknownFault."""
        if kind not in self.kinds:
            raise UnknownFault(f"no fault {kind!r}; there are {', '.join(self.kinds)}")
        known = self.kinds[kind].settings
        if strange := set(settings) - set(known):
            raise UnknownFault(f"{kind} has no setting {', '.join(sorted(strange))}")
        values = {}
        for name, setting in known.items():
            try:
                values[name] = setting.read(settings.get(name, setting.default))
            except ValueError as refusal:
                raise UnknownFault(f"{kind}: {name}: {refusal}") from None
        return Fault(0, kind, None, 1, values)

    def add(
        self,
        kind: str,
        *,
        target: str | None = None,
        times: int | None = None,
        settings: Mapping[str, object],
    ) -> Fault:
        """Put a fault in force for ``target`` (None: for all), ``times`` times (None: always).

        Raises UnknownFault.
        """
        if times is not None and times < 1:
            raise UnknownFault("times must be at least 1")
        made = self.make(kind, settings)
        with self._state.transaction() as db:
            cursor = db.execute(
                "INSERT INTO faults (kind, target, remaining, settings) VALUES (?, ?, ?, ?)",
                (kind, target, times, json.dumps(dict(made.settings))),
            )
        return Fault(cursor.lastrowid or 0, kind, target, times, made.settings)

    def active(self) -> list[Fault]:
        with self._state.transaction() as db:
            rows = db.execute("SELECT * FROM faults ORDER BY id").fetchall()
        return [
            Fault(r["id"], r["kind"], r["target"], r["remaining"], json.loads(r["settings"]))
            for r in rows
        ]

    def find(self, kind: str, *references: str, **settings: Value) -> Fault | None:
        """The first fault of this kind in force for one of ``references``, left in force.

        A setting named here must have that value in the fault, or be ``any``.
        """
        for fault in self.active():
            if fault.kind != kind or fault.target not in (None, *references):
                continue
            if all(fault.settings[name] in (value, "any") for name, value in settings.items()):
                return fault
        return None

    def take(self, kind: str, *references: str, **settings: Value) -> Fault | None:
        """``find`` it and count it down, because it is acted out now."""
        with self._state.transaction() as db:
            fault = self.find(kind, *references, **settings)
            if fault:
                db.execute("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", (fault.id,))
                db.execute("DELETE FROM faults WHERE remaining = 0")
        return fault

    def remove(self, fault_id: int | None = None) -> int:
        """Lift one fault, or all of them; returns how many there were."""
        with self._state.transaction() as db:
            if fault_id is None:
                return db.execute("DELETE FROM faults").rowcount
            return db.execute("DELETE FROM faults WHERE id = ?", (fault_id,)).rowcount
