from dataclasses import dataclass
from datetime import datetime

from core.events import Event

# What happens to a team is told once for each order that has a paid seat in it: each goes on by
# itself, and one that cannot keeps no other back.


@dataclass(frozen=True, slots=True)
class SeatPaid(Event):
    """The order ``number`` has a firm seat in the team of this share code."""

    number: str
    team: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SeatLost(Event):
    """The order was paid when its seat was gone: too late for its team."""

    number: str
    team: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TeamFormed(Event):
    number: str
    team: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TeamFailed(Event):
    number: str
    team: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TeamEnding(Event):
    """The team is to be formed within the hour, and is not yet."""

    number: str
    team: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PresaleFailed(Event):
    """The shop cannot keep its word to one order: its deposit goes back."""

    number: str
    at: datetime
