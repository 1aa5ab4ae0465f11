"""The sandbox's clock, which a demo or a test may move forward."""

import time
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


class Clock:
    """Epoch seconds for deadlines and schedules: the real clock plus a shift.

    Signatures always carry and are judged by ``real()``: both sides of the wire
    must agree on it, whatever a demo does to its deadlines.
    """

    def __init__(self) -> None:
        self.shift = 0.0

    def now(self) -> float:
        return time.time() + self.shift

    def real(self) -> float:
        return time.time()


def rfc3339(at: float) -> str:
    """``at`` in China's time to the second, such as ``2026-01-01T12:01:02+08:00``."""
    return datetime.fromtimestamp(at, CHINA).isoformat(timespec="seconds")


def parse_rfc3339(text: str) -> float:
    """Epoch seconds of an RFC 3339 time with an offset. Raises ValueError for anything else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or "T" not in text:
        raise ValueError(f"{text!r} is not an RFC 3339 time with an offset")
    return at.astimezone(UTC).timestamp()


def local_time(at: float) -> str:
    """``at`` in China's time without saying so, such as ``2026-01-01 12:01:02``."""
    return datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def parse_local_time(text: str) -> float:
    """Epoch seconds of a time as ``local_time`` writes it. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).timestamp()
