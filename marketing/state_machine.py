"""The one door for the status of a group-buy team."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from core import tracing
from core.actor import Actor
from marketing.lifecycle import OPEN, Transition
from marketing.models import GroupTeam, GroupTeamEvent

_MOVE = """
    WITH before AS (
        SELECT id, status FROM marketing_groupteam
        WHERE id = ANY(%(ids)s) AND status = ANY(%(sources)s)
    ), moved AS (
        UPDATE marketing_groupteam AS team
        SET version = team.version + 1, status = %(target)s, {assignments}
        FROM before WHERE before.id = team.id
        RETURNING team.id, team.version, before.status AS source
    ), logged AS (
        INSERT INTO marketing_groupteamevent
            (team_id, version, name, source, target, actor, cause, reason, at)
        SELECT id, version, %(name)s, source, %(target)s, %(actor)s, %(cause)s, %(reason)s, %(at)s
        FROM moved ORDER BY id
    )
    SELECT id FROM moved
"""


def move(
    teams: Sequence[GroupTeam],
    transition: Transition,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    **columns: Any,
) -> None:
    """Move teams, each with its row in the log: one statement, however many.

    ``columns`` are what else changes of all of them. Callers hold the teams' locks.
    Raises RuntimeError for a move that the table does not have: callers look before they move.
    """
    values = {
        **columns,
        "ids": [team.pk for team in teams],
        "sources": [str(source) for source in transition.sources],
        "target": str(transition.target),
        "name": transition.name,
        "actor": str(actor),
        "cause": tracing.cause(),
        "reason": reason,
        "at": at,
    }
    assignments = ", ".join(f"{column} = %({column})s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE.format(assignments=assignments), values)
        if cursor.rowcount != len(teams):
            raise RuntimeError(f"some of {values['ids']} may not {transition.name}")
    for team in teams:
        for column, value in {"status": transition.target, **columns}.items():
            setattr(team, column, value)


def log_birth(team: GroupTeam, *, actor: Actor, at: datetime) -> None:
    """The first row of a team's log, without which the database refuses the team."""
    GroupTeamEvent.objects.create(
        team=team,
        version=team.version,
        name=OPEN.name,
        target=OPEN.target,
        actor=str(actor),
        cause=tracing.cause(),
        at=at,
    )
