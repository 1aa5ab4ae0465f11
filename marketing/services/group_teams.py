"""How a team ends: formed, with or without virtual members, or failed; and how it gives up seats.

A team's row is the mutex of its seats. Offers are locked after teams, each kind in id order.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.errors import NoVirtualMembers, TeamNotForming
from marketing.events import TeamEnding, TeamFailed, TeamFormed
from marketing.lifecycle import FAIL, FORM, TeamStatus
from marketing.models import GroupOffer, GroupSeat, GroupTeam, VirtualCompletion
from marketing.selectors.group_buys import held_seats, locked_teams
from marketing.state_machine import move

FORM_BY_RULE = Actor.rule("group_form_by")
COMPLETE, VIRTUAL = "complete", "completed with virtual members"
NOT_FORMED, LEADER_GONE = "not formed in time", "its leader did not pay"


@atomic
def settle_overdue_teams(*, team_ids: Sequence[int], at: datetime) -> None:
    """The sweep's step: end what was to be formed by now, but for teams that somebody holds."""
    teams = locked_teams(team_ids, skip=True)
    settle([team for team in teams if team.is_overdue(at)], at=at)


def settle(teams: Sequence[GroupTeam], *, at: datetime) -> None:
    """End overdue teams: their offer makes up who is missing, or they fail. Callers hold them."""
    paid = {seat.team_id for seat in held_seats(teams) if seat.firm_at}
    filled = [team for team in teams if _fills_up(team) and team.pk in paid]
    failed = [team for team in teams if team not in filled]
    if filled:
        form(filled, actor=FORM_BY_RULE, reason=VIRTUAL, at=at)
    if failed:
        fail(failed, actor=FORM_BY_RULE, reason=NOT_FORMED, at=at)


def _fills_up(team: GroupTeam) -> bool:
    return team.offer.virtual_completion == VirtualCompletion.AT_DEADLINE


@atomic
def complete_team(*, team_id: int, actor: Actor, at: datetime) -> GroupTeam:
    """Make up the members that are missing, where the offer lets staff do so.

    Seats that are not paid yet go to virtual members. Raises NoVirtualMembers.
    """
    (team,) = locked_teams([team_id])
    allowed = team.offer.virtual_completion != VirtualCompletion.NEVER
    forming = team.status == TeamStatus.FORMING and not team.is_overdue(at)
    if not (allowed and forming and any(seat.firm_at for seat in held_seats([team]))):
        raise NoVirtualMembers(team=team.number)
    form([team], actor=actor, reason=VIRTUAL, at=at)
    return team


@atomic
def cancel_team(*, team_id: int, reason: str, actor: Actor, at: datetime) -> GroupTeam:
    """End a team that is forming: who has paid is refunded. Raises TeamNotForming."""
    (team,) = locked_teams([team_id])
    if team.status != TeamStatus.FORMING:
        raise TeamNotForming(team=team.number, status=team.get_status_display())
    fail([team], actor=actor, reason=reason, at=at)
    return team


def form(teams: Sequence[GroupTeam], *, actor: Actor, reason: str, at: datetime) -> None:
    """They are complete: paid seats stay, whatever is missing is made up."""
    seats = held_seats(teams)
    release_seats([seat for seat in seats if not seat.firm_at], at=at)
    GroupTeam.objects.filter(pk__in=[team.pk for team in teams]).update(
        virtual_seats=F("size") - F("seats_taken")
    )
    move(teams, FORM, actor=actor, at=at, reason=reason, ended_at=at)
    for seat in seats:
        if seat.firm_at:
            publish(TeamFormed(number=seat.order_number, team=seat.team.number, at=at))


def fail(teams: Sequence[GroupTeam], *, actor: Actor, reason: str, at: datetime) -> None:
    """They will not be complete: all seats are released, and paid orders are to be refunded."""
    seats = held_seats(teams)
    release_seats(seats, at=at)
    move(teams, FAIL, actor=actor, at=at, reason=reason, ended_at=at)
    for seat in seats:
        if seat.firm_at:
            publish(TeamFailed(number=seat.order_number, team=seat.team.number, at=at))


@atomic
def remind_teams(*, team_ids: Sequence[int], at: datetime) -> None:
    """Tell paid members that their team ends soon, once. Teams that somebody holds wait."""
    teams = [team for team in locked_teams(team_ids, skip=True) if team.reminded_at is None]
    GroupTeam.objects.filter(pk__in=[team.pk for team in teams]).update(reminded_at=at)
    for seat in held_seats(teams):
        if seat.firm_at:
            publish(TeamEnding(number=seat.order_number, team=seat.team.number, at=at))


# Seats, and what they count for in their teams and offers.
_RELEASE = """
    WITH gone AS (
        UPDATE marketing_groupseat SET released_at = %(at)s
        WHERE id = ANY(%(ids)s) AND released_at IS NULL
        RETURNING team_id, quantity
    ), teams AS (
        UPDATE marketing_groupteam AS team SET seats_taken = team.seats_taken - freed.seats
        FROM (SELECT team_id, count(*) AS seats FROM gone GROUP BY team_id) AS freed
        WHERE team.id = freed.team_id
    )
    UPDATE marketing_groupoffer AS offer SET taken_quantity = offer.taken_quantity - freed.pieces
    FROM (
        SELECT team.offer_id, sum(gone.quantity) AS pieces
        FROM gone JOIN marketing_groupteam AS team ON team.id = gone.team_id
        GROUP BY team.offer_id
    ) AS freed
    WHERE offer.id = freed.offer_id
"""


def release_seats(seats: Sequence[GroupSeat], *, at: datetime) -> None:
    """Give seats and pieces back, in two statements. Callers hold the locks of the teams."""
    if not seats:
        return
    offer_ids = {seat.team.offer_id for seat in seats}
    offers = GroupOffer.objects.filter(pk__in=offer_ids).order_by("pk")
    list(offers.select_for_update(no_key=True).values_list("pk"))  # hot rows last, in order
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"ids": [seat.pk for seat in seats], "at": at})
