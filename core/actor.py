"""Who did it: every service that changes state takes an ``Actor`` and logs it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class ActorKind(StrEnum):
    MEMBER = "member"
    STAFF = "staff"
    RULE = "rule"
    PROVIDER = "provider"
    API_KEY = "api_key"


@dataclass(frozen=True, slots=True)
class Actor:
    """A kind and an id within it. Never a name: logs outlive people's data."""

    kind: ActorKind
    id: str

    @classmethod
    def member(cls, member_id: int) -> Self:
        return cls(ActorKind.MEMBER, str(member_id))

    @classmethod
    def staff(cls, user_id: int) -> Self:
        return cls(ActorKind.STAFF, str(user_id))

    @classmethod
    def rule(cls, name: str) -> Self:
        """A timeout rule or another automatism, by name: ``Actor.rule("payment_timeout")``."""
        return cls(ActorKind.RULE, name)

    @classmethod
    def provider(cls, code: str) -> Self:
        return cls(ActorKind.PROVIDER, code)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of ``str()``."""
        kind, _, id_ = text.partition(":")
        return cls(ActorKind(kind), id_)
