"""The parcels: who subscribed to them, and what their courier has scanned."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.clock import local_time
from sandbox.kuaidi100.companies import name_of
from sandbox.kuaidi100.platform import Platform
from sandbox.kuaidi100.scripts import ENDS, SCRIPTS, STEPS

SCHEMA = """
CREATE TABLE IF NOT EXISTS kuaidi100_parcels (
    number TEXT PRIMARY KEY,
    company TEXT NOT NULL,
    phone TEXT NOT NULL,
    callback TEXT NOT NULL,          -- empty: nobody has subscribed
    salt TEXT,                       -- NULL: pushes are not signed
    advanced INTEGER NOT NULL,       -- whether states are told by their advanced codes
    status TEXT NOT NULL,            -- polling, shutdown, abort
    corrected_from TEXT NOT NULL,    -- the company it was subscribed with, if that was wrong
    subscribable_at REAL NOT NULL,   -- not before, after an end
    created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS kuaidi100_scans (
    number TEXT NOT NULL,
    at REAL NOT NULL,
    step TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS kuaidi100_scans_of ON kuaidi100_scans (number);
"""

POLLING, SHUTDOWN, ABORT = "polling", "shutdown", "abort"
REST = 30 * 60  # seconds after an end, before the same number is taken again

Row = sqlite3.Row


@dataclass(frozen=True)
class Subscription:
    """What a shop asks for."""

    company: str
    number: str
    phone: str
    callback: str
    salt: str | None
    advanced: bool


class Duplicate(Exception):
    """The number is subscribed to already."""


class Unready(Exception):
    """It was ended a short while ago."""


def find(platform: Platform, number: str) -> Row | None:
    with platform.state.transaction() as db:
        row: Row | None = db.execute(
            "SELECT * FROM kuaidi100_parcels WHERE number = ?", (number,)
        ).fetchone()
    return row


def recent(platform: Platform, limit: int) -> list[Row]:
    with platform.state.transaction() as db:
        return db.execute(
            "SELECT * FROM kuaidi100_parcels ORDER BY created_at DESC LIMIT ?", (limit,)
        ).fetchall()


def subscribe(platform: Platform, asked: Subscription) -> None:
    """Raises Duplicate or Unready."""
    now = platform.clock.now()
    with platform.state.transaction() as db:
        known = find(platform, asked.number)
        if known and known["callback"] and known["company"] == asked.company:
            if known["status"] == POLLING:
                raise Duplicate(asked.number)
            if now < known["subscribable_at"]:
                raise Unready(asked.number)
        _put(db, asked, now)


def announce(platform: Platform, number: str, company: str) -> None:
    """A parcel that its courier knows, whoever subscribes to it."""
    with platform.state.transaction() as db:
        if find(platform, number) is None:
            _put(db, Subscription(company, number, "", "", None, True), platform.clock.now())


def _put(db: sqlite3.Connection, asked: Subscription, now: float) -> None:
    db.execute(
        "INSERT INTO kuaidi100_parcels VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, ?)"
        " ON CONFLICT (number) DO UPDATE SET company = excluded.company, phone = excluded.phone,"
        " callback = excluded.callback, salt = excluded.salt, advanced = excluded.advanced,"
        " status = excluded.status, corrected_from = ''",
        (
            asked.number,
            asked.company,
            asked.phone,
            asked.callback,
            asked.salt,
            asked.advanced,
            POLLING,
            now,
        ),
    )


def scan(platform: Platform, number: str, step: str) -> None:
    """The courier scans it: told to who has subscribed. Raises LookupError."""
    with platform.state.transaction() as db:
        parcel = _known(platform, number)
        last = db.execute(
            "SELECT max(at) FROM kuaidi100_scans WHERE number = ?", (number,)
        ).fetchone()[0]
        # Whole seconds, each scan in its own.
        at = max(int(platform.clock.now()), int(last or 0) + 1)
        db.execute("INSERT INTO kuaidi100_scans VALUES (?, ?, ?)", (number, at, step))
        ends = step in ENDS and parcel["status"] == POLLING
        if ends:
            _end(db, platform, number, SHUTDOWN)
        _tell(platform, number)


def play(platform: Platform, number: str, script: str) -> None:
    """All the scans of a script, one after the other, each of them told."""
    for step in SCRIPTS[script]:
        scan(platform, number, step)


def give_up(platform: Platform, number: str) -> None:
    """Nothing was found for three days: no further push comes. Raises LookupError."""
    with platform.state.transaction() as db:
        _known(platform, number)
        _end(db, platform, number, ABORT)
        _tell(platform, number)


def correct(platform: Platform, number: str, company: str) -> None:
    """The number is another company's: the subscription with the first one ends."""
    with platform.state.transaction() as db:
        parcel = _known(platform, number)
        db.execute(
            "UPDATE kuaidi100_parcels SET company = ?, corrected_from = ? WHERE number = ?",
            (company, parcel["company"], number),
        )
        _end(db, platform, number, ABORT, rest=0)  # of the new company it is no second time
        _tell(platform, number)


def _known(platform: Platform, number: str) -> Row:
    parcel = find(platform, number)
    if parcel is None:
        raise LookupError(number)
    return parcel


def _end(
    db: sqlite3.Connection, platform: Platform, number: str, status: str, *, rest: int = REST
) -> None:
    db.execute(
        "UPDATE kuaidi100_parcels SET status = ?, subscribable_at = ? WHERE number = ?",
        (status, platform.clock.now() + rest, number),
    )


def _tell(platform: Platform, number: str) -> None:
    parcel = _known(platform, number)
    if parcel["callback"]:
        platform.notifier.announce(
            push_of(platform, parcel),
            number=number,
            salt=parcel["salt"],
            callback=parcel["callback"],
        )


def push_of(platform: Platform, parcel: Row) -> dict[str, Any]:
    """What is told of a parcel: always its whole trail."""
    corrected_from = parcel["corrected_from"]
    messages = {ABORT: "3天查询无记录", SHUTDOWN: "已签收"}
    return {
        "status": parcel["status"],
        "billstatus": "check" if parcel["status"] == SHUTDOWN else "got",
        "message": messages.get(parcel["status"], ""),
        "autoCheck": "1" if corrected_from else "0",
        "comOld": corrected_from,
        "comNew": parcel["company"] if corrected_from else "",
        "lastResult": result_of(platform, parcel),
        "destResult": None,
    }


def result_of(platform: Platform, parcel: Row) -> dict[str, Any]:
    """The trail, newest first, with the state that it comes to."""
    steps = steps_of(platform, parcel["number"])
    rows = [_row(at, step, advanced=bool(parcel["advanced"])) for at, step in reversed(steps)]
    newest = STEPS[steps[-1][1]] if steps else None
    return {
        "message": "ok",
        "nu": parcel["number"],
        "ischeck": "1" if newest and newest.state == "3" else "0",
        "condition": "00",
        "com": parcel["company"],
        "status": "200",
        "state": newest.state if newest else "0",
        "data": rows,
    }


def steps_of(platform: Platform, number: str) -> list[tuple[float, str]]:
    with platform.state.transaction() as db:
        rows = db.execute(
            "SELECT at, step FROM kuaidi100_scans WHERE number = ? ORDER BY at", (number,)
        ).fetchall()
    return [(row["at"], row["step"]) for row in rows]


def _row(at: float, name: str, *, advanced: bool) -> dict[str, str]:
    step, stamp = STEPS[name], local_time(at)
    row = {"time": stamp, "ftime": stamp, "context": step.text, "location": ""}
    if advanced:
        row |= {"status": step.status, "statusCode": step.status_code, "areaName": step.place}
    return row


def as_json(platform: Platform, parcel: Row) -> dict[str, Any]:
    """A parcel for people and tests to see."""
    shown: Mapping[str, Any] = dict(parcel)
    return {
        **{key: shown[key] for key in ("number", "company", "phone", "callback", "status")},
        "company_name": name_of(parcel["company"]),
        "scans": [step for _at, step in steps_of(platform, parcel["number"])],
        "pushes": platform.notifier.log_of(parcel["number"]),
    }
