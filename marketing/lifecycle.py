"""The life of a group-buy team as data: states and transitions. Code and the trigger read it."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class TeamStatus(models.TextChoices):
    OPENING = "opening", _("Opening")  # its leader has not paid yet: nobody can join
    FORMING = "forming", _("Forming")
    FORMED = "formed", _("Formed")
    FAILED = "failed", _("Failed")


S = TeamStatus

# What each state looks like wherever people see it.
TEAM_COLOURS = {S.OPENING: "amber", S.FORMING: "blue", S.FORMED: "green", S.FAILED: "red"}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. A source of "" is birth."""

    name: str
    label: str | Promise
    sources: tuple[str, ...]
    target: TeamStatus


OPEN = Transition("open", _("Open"), ("",), S.OPENING)
START = Transition("start", _("Its leader has paid"), (S.OPENING,), S.FORMING)
FORM = Transition("form", _("Complete"), (S.FORMING,), S.FORMED)
FAIL = Transition("fail", _("Cancel"), (S.OPENING, S.FORMING), S.FAILED)


def legal_moves() -> list[tuple[str, str]]:
    """(source, target) of every transition: what the database's own guard lets pass."""
    return sorted(
        (str(source), str(transition.target))
        for transition in (START, FORM, FAIL)
        for source in transition.sources
    )
