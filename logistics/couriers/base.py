"""What a provider must be able to do that follows parcels at many couriers.

All of it are calls over the network, *outside* any transaction, in three steps: record the
intent (transaction), call, record the outcome (transaction). An answer that did not come
is ``Unknown``; the schedule asks again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from logistics.lifecycle import TrackState


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the provider needs to find it. Some couriers show a trail only to who knows the last
    four digits of the recipient's ``phone``; no more of it is told."""

    courier: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One line of a trail; ``said_at`` is the courier's time, ``state`` None where it says none."""

    said_at: datetime
    text: str
    place: str
    state: TrackState | None


@dataclass(frozen=True, slots=True)
class Trail:
    """All that is known of a number by now, in any order; empty where nothing is."""

    scans: tuple[Scan, ...]


@dataclass(frozen=True, slots=True)
class Subscribed:
    """News of the number will be pushed to us."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider has understood, and does not do it. ``code`` is its own."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or one that makes no sense: ask again."""

    why: str


class Ending(StrEnum):
    """Why no further push will come."""

    ARRIVED = "arrived"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Push:
    """A provider's call to us, verified. ``couriers`` are the codes that the number goes by
    there; ``courier`` is the one that is right by now, "" where it does not say."""

    number: str
    couriers: frozenset[str]
    courier: str
    trail: Trail
    ending: Ending | None


class PushRejected(Exception):
    """Not the provider, or not to be read: answered with the failure ``status``."""

    def __init__(self, why: str, *, status: int = 401) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


class Provider(Protocol):
    code: ClassVar[str]

    def subscribe(self, parcel: Parcel) -> Subscribed | Refused | Unknown:
        """Have news of it pushed to us. Subscribed already is Subscribed."""

    def query(self, parcel: Parcel) -> Trail | Refused | Unknown: ...

    def recognise(self, number: str) -> Sequence[str]:
        """Codes of the couriers that a number may belong to, the likeliest first."""

    def read_push(self, form: Mapping[str, str]) -> Push:
        """Verify, then read. Raises PushRejected."""
