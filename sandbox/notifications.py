"""Notifications to merchants: kept, sent, repeated until acknowledged or given up.

What every provider has in common. How one looks on the wire, how often it is repeated
and what acknowledges it is the provider's own: a subclass of ``Notifier``.
"""

import http.client
import json
import logging
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import urlsplit

from sandbox.clock import Clock, rfc3339
from sandbox.faults import Fault, Faults
from sandbox.state import State

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS notifications (
    id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    event_type TEXT NOT NULL,
    content TEXT NOT NULL,           -- JSON, of which each sending makes an envelope
    reference TEXT NOT NULL,         -- the number of the payment or refund that it is about
    out_trade_no TEXT NOT NULL,
    notify_url TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at REAL,                    -- NULL: acknowledged or given up
    held_for TEXT,                   -- waits for another notification: of this trade, * of any
    postponed INTEGER NOT NULL DEFAULT 0,
    acknowledged_at REAL
);
CREATE INDEX IF NOT EXISTS notifications_due ON notifications (provider, next_at);
CREATE INDEX IF NOT EXISTS notifications_of ON notifications (reference);
CREATE INDEX IF NOT EXISTS notifications_of_trade
    ON notifications (out_trade_no);
CREATE TABLE IF NOT EXISTS notification_attempts (
    notification_id TEXT NOT NULL,
    at REAL NOT NULL,
    status INTEGER,                  -- NULL: no answer
    error TEXT NOT NULL,             -- or what was answered that is no acknowledgement
    fault TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS notification_attempts_of ON notification_attempts (notification_id);
"""

SENDERS = 16
LONGEST_ANSWER = 1024


@dataclass(frozen=True)
class Envelope:
    """A notification as it goes over the wire."""

    headers: Mapping[str, str]
    body: bytes
    note: str
    """The fault acted out, empty for a faithful one."""


@dataclass(frozen=True)
class Answer:
    """What the merchant answered; ``status`` is None where there was no answer."""

    status: int | None
    body: bytes
    error: str


class Notifier(ABC):
    """Sends what is due; its faults and its memory are the sandbox's own.

    ``retry_scale`` shrinks the retry table for tests; ``timeout`` is how long the provider
    waits for the merchant's answer, in seconds; ``wake`` makes the ticker look at once.
    """

    provider: ClassVar[str]
    retries: ClassVar[Sequence[int]]
    """Seconds between attempts; then the provider gives up."""
    spoilers: ClassVar[Sequence[str]]
    """The faults that spoil what is sent, as against whether and when it is sent."""

    @abstractmethod
    def envelope(self, content: Mapping[str, Any], faults: Sequence[Fault]) -> Envelope:
        """One sending of a notification, with these faults, each of them a spoiler."""

    @abstractmethod
    def acknowledges(self, answer: Answer) -> bool: ...

    def probe(self, content: Mapping[str, Any]) -> Envelope | None:
        """A sending that must be refused; None where the provider makes no such test."""
        return None

    def __init__(
        self,
        state: State,
        clock: Clock,
        faults: Faults,
        *,
        retry_scale: float,
        timeout: float,
        wake: Callable[[], None],
    ) -> None:
        self._state = state
        self._clock = clock
        self._faults = faults
        self._retry_scale = retry_scale
        self._timeout = timeout
        self._wake = wake
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="sandbox-notify")
        self._in_flight: set[str] = set()
        self._in_flight_lock = Lock()

    def stop(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def keep(
        self,
        number: str,
        *,
        event_type: str,
        content: Mapping[str, Any],
        reference: str,
        out_trade_no: str,
        notify_url: str,
    ) -> None:
        """Keep a notification, to be sent at once and repeated by the table.

        Part of the caller's transaction: what it tells and the telling are one.
        """
        with self._state.transaction() as db:
            db.execute(
                "INSERT INTO notifications"
                " (id, provider, event_type, content, reference, out_trade_no, notify_url, next_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    self.provider,
                    event_type,
                    json.dumps(content, ensure_ascii=False),
                    reference,
                    out_trade_no,
                    notify_url,
                    self._clock.now(),
                ),
            )
        self._wake()

    def dispatch(self) -> float | None:
        """Send what is due; the seconds until more will be. A job of the ticker."""
        with self._in_flight_lock:  # before the rows are read: what lands meanwhile is re-read
            in_flight = set(self._in_flight)
        now = self._clock.now()
        with self._state.transaction() as db:
            due = db.execute(
                "SELECT * FROM notifications WHERE provider = ? AND next_at <= ? ORDER BY next_at",
                (self.provider, now),
            ).fetchall()
            following = db.execute(
                "SELECT min(next_at) FROM notifications WHERE provider = ? AND next_at > ?",
                (self.provider, now),
            ).fetchone()[0]
        for row in due:
            if row["id"] not in in_flight and not self._put_off(row):
                with self._in_flight_lock:
                    self._in_flight.add(row["id"])
                self._pool.submit(self._deliver, row)
        return None if following is None else float(following) - now

    def _put_off(self, row: sqlite3.Row) -> bool:
        """Act out the faults about whether and when it is sent; True if it is not sent now."""
        references = (row["reference"], row["out_trade_no"])
        now = self._clock.now()
        with self._state.transaction() as db:
            if not row["postponed"]:
                if late := self._faults.take("notify_delay", *references):
                    self._postpone(db, row, now + float(late.settings["seconds"]), held_for=None)
                    return True
                if self._hold_back(db, row, now):
                    return True
            if self._faults.take("notify_drop", *references):
                self._record(db, row, None, "lost on the way", "notify_drop")
                self._schedule_next(db, row)
                self._wake()
                return True
        return False

    def _hold_back(self, db: sqlite3.Connection, row: sqlite3.Row, now: float) -> bool:
        references = (row["reference"], row["out_trade_no"])
        fault = self._faults.find("notify_reorder", *references)
        if fault is None:
            return False
        held_for = row["out_trade_no"] if fault.target else "*"
        already = db.execute(
            "SELECT 1 FROM notifications WHERE provider = ? AND held_for = ?",
            (self.provider, held_for),
        ).fetchone()
        if already:
            return False
        self._faults.take("notify_reorder", *references)
        self._postpone(db, row, now + float(fault.settings["seconds"]), held_for=held_for)
        return True

    def _postpone(
        self, db: sqlite3.Connection, row: sqlite3.Row, until: float, *, held_for: str | None
    ) -> None:
        db.execute(
            "UPDATE notifications SET next_at = ?, held_for = ?, postponed = 1 WHERE id = ?",
            (until, held_for, row["id"]),
        )
        self._wake()

    def _deliver(self, row: sqlite3.Row) -> None:
        """One attempt by the table."""
        answers: list[Answer] = []
        try:
            answers = self._attempt(row)
        except Exception:
            log.exception("notification %s could not be sent", row["id"])
        finally:
            with self._state.transaction() as db:
                if not self._acknowledge(db, row, answers):
                    self._schedule_next(db, row)
                self._release_held(db, row)
            with self._in_flight_lock:
                self._in_flight.discard(row["id"])
            self._wake()

    def _attempt(self, row: sqlite3.Row) -> list[Answer]:
        """Send it with the faults in force; the answers, a probe's not among them."""
        references = (row["reference"], row["out_trade_no"])
        content = json.loads(row["content"])
        if (probe := self.probe(content)) and self._faults.take("notify_probe", *references):
            self._post_all(row, [probe])
        taken = (self._faults.take(kind, *references) for kind in self.spoilers)
        faults = [fault for fault in taken if fault]
        repeated = self._faults.take("notify_duplicate", *references)
        copies = int(repeated.settings["copies"]) if repeated else 1
        return self._post_all(row, [self.envelope(content, faults) for _ in range(copies)])

    def send_now(
        self, reference: str, *, times: int, parallel: bool, faults: Sequence[Fault]
    ) -> list[int | None]:
        """Send the latest notification about ``reference``, beside the table and the faults
        in force; the answers' statuses, None where there was none.

        Raises LookupError if there is none yet.
        """
        with self._state.transaction() as db:
            row = db.execute(
                "SELECT * FROM notifications WHERE provider = ? AND reference = ?"
                " ORDER BY rowid DESC LIMIT 1",
                (self.provider, reference),
            ).fetchone()
        if row is None:
            raise LookupError(reference)
        content = json.loads(row["content"])
        probing = any(fault.kind == "notify_probe" for fault in faults)
        spoilers = [fault for fault in faults if fault.kind in self.spoilers]

        def make() -> Envelope:
            probe = self.probe(content) if probing else None
            return probe or self.envelope(content, spoilers)

        if parallel:
            answers = self._post_all(row, [make() for _ in range(times)])
        else:
            answers = [given for _ in range(times) for given in self._post_all(row, [make()])]
        if not faults:
            with self._state.transaction() as db:
                self._acknowledge(db, row, answers)
        return [answer.status for answer in answers]

    def log_of(self, out_trade_no: str) -> list[dict[str, Any]]:
        """Every notification of a trade and its refunds, with each attempt and its answer."""
        with self._state.transaction() as db:
            rows = db.execute(
                "SELECT * FROM notifications WHERE provider = ? AND out_trade_no = ?"
                " ORDER BY rowid",
                (self.provider, out_trade_no),
            ).fetchall()
            return [{**_summary(row), "attempts": _attempts(db, row["id"])} for row in rows]

    def _post_all(self, row: sqlite3.Row, envelopes: Sequence[Envelope]) -> list[Answer]:
        """Send them all at once and keep the answers."""
        if len(envelopes) == 1:
            answers = [post(row["notify_url"], envelopes[0], timeout=self._timeout)]
        else:
            with ThreadPoolExecutor(len(envelopes)) as crowd:
                answers = list(
                    crowd.map(
                        lambda one: post(row["notify_url"], one, timeout=self._timeout), envelopes
                    )
                )
        with self._state.transaction() as db:
            for sent, answer in zip(envelopes, answers, strict=True):
                said = answer.error
                if not said and not self.acknowledges(answer):
                    said = answer.body[:100].decode("utf-8", "replace")
                self._record(db, row, answer.status, said, sent.note)
        return answers

    def _record(
        self, db: sqlite3.Connection, row: sqlite3.Row, status: int | None, error: str, fault: str
    ) -> None:
        db.execute(
            "INSERT INTO notification_attempts VALUES (?, ?, ?, ?, ?)",
            (row["id"], self._clock.now(), status, error, fault),
        )

    def _acknowledge(
        self, db: sqlite3.Connection, row: sqlite3.Row, answers: Sequence[Answer]
    ) -> bool:
        if not any(map(self.acknowledges, answers)):
            return False
        db.execute(
            "UPDATE notifications SET next_at = NULL, held_for = NULL,"
            " attempts = attempts + 1, acknowledged_at = coalesce(acknowledged_at, ?)"
            " WHERE id = ?",
            (self._clock.now(), row["id"]),
        )
        return True

    def _schedule_next(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        made = row["attempts"]
        next_at = None
        if made < len(self.retries):
            next_at = self._clock.now() + self.retries[made] * self._retry_scale
        db.execute(
            "UPDATE notifications SET attempts = attempts + 1, held_for = NULL,"
            " next_at = ? WHERE id = ? AND acknowledged_at IS NULL",
            (next_at, row["id"]),
        )

    def _release_held(self, db: sqlite3.Connection, sent: sqlite3.Row) -> None:
        db.execute(
            "UPDATE notifications SET next_at = ?, held_for = NULL"
            " WHERE provider = ? AND held_for IN ('*', ?) AND id <> ?",
            (self._clock.now(), self.provider, sent["out_trade_no"], sent["id"]),
        )


def post(url: str, sent: Envelope, *, timeout: float) -> Answer:
    """Redirects are not followed."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    headers = {"User-Agent": "Mozilla/4.0", **sent.headers}
    try:
        connection.request("POST", parts.path or "/", sent.body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read(LONGEST_ANSWER), "")
    except (OSError, http.client.HTTPException) as failure:
        return Answer(None, b"", f"{type(failure).__name__}: {failure}")
    finally:
        connection.close()


def _summary(row: sqlite3.Row) -> dict[str, Any]:
    acknowledged, next_at = row["acknowledged_at"], row["next_at"]
    return {
        "id": row["id"],
        "event_type": row["event_type"],
        "reference": row["reference"],
        "attempts_made": row["attempts"],  # by the table, and its next turn is set
        "acknowledged_at": rfc3339(acknowledged) if acknowledged else None,
        "next_at": rfc3339(next_at) if next_at else None,
    }


def _attempts(db: sqlite3.Connection, notification_id: str) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT * FROM notification_attempts WHERE notification_id = ? ORDER BY rowid",
        (notification_id,),
    )
    return [
        {"at": rfc3339(r["at"]), "status": r["status"], "error": r["error"], "fault": r["fault"]}
        for r in rows
    ]
