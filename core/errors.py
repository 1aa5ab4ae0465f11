"""Typed refusals. A service raises one; the edge renders it as a problem document or a message."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """What was asked for is refused, and nothing has changed.

    Subclasses name what was refused. ``code`` is stable and dotted, ``status``
    the HTTP status, ``title`` what happened in general, ``message`` what
    happened here, why and what to do, formatted with ``facts``.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 409
    title: ClassVar[str | Promise]
    message: ClassVar[str | Promise]
    retry_after: int | None = None  # seconds, where trying again helps

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    @property
    def detail(self) -> str:
        return str(self.message) % self.facts

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


def title_of(code: str) -> str | None:
    """What a refusal is called whose code was written down; None where no error has that code."""
    found = (error.title for error in _all_errors() if error.code == code)
    return next((str(title) for title in found), None)


def _all_errors() -> Iterator[type[DomainError]]:
    waiting = DomainError.__subclasses__()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        yield error


class Busy(DomainError):
    code = "busy"
    status = 503
    retry_after = 1
    title = _("Busy, please try again")
    message = _(
        "Somebody else is changing the same thing right now. Nothing was changed; try again."
    )


class NotFound(DomainError):
    code = "not_found"
    status = 404
    title = _("Not found")
    message = _("There is no such %(what)s, or it is not yours.")


class AlreadyResolved(DomainError):
    code = "incident.already_resolved"
    title = _("Already resolved")
    message = _("Somebody, or its cause going away, has closed this incident before you.")
