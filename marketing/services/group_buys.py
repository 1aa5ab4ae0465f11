"""What orders hold of group offers: a seat in a team, and pieces of the offer."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.deals import ClaimLine, Deal
from marketing.errors import GroupSoldOut, LeavingRefused, UnknownDeal
from marketing.events import SeatLost, SeatPaid
from marketing.lifecycle import START, TeamStatus
from marketing.models import GroupOffer, GroupSeat, GroupTeam
from marketing.rules import GROUP_FORM_BY
from marketing.selectors.group_buys import (
    has_seat,
    held_seats,
    joining_refusal,
    locked_seat,
    locked_teams,
    may_leave,
    require_within_limit,
)
from marketing.services.group_teams import (
    COMPLETE,
    FORM_BY_RULE,
    LEADER_GONE,
    fail,
    form,
    release_seats,
    settle,
)
from marketing.state_machine import log_birth, move


@atomic
def claim(
    deal: Deal, *, reference: str, member_id: int, lines: Sequence[ClaimLine], at: datetime
) -> None:
    """Take a seat for the order, in the team it joins or in one that it opens.

    The team's lock decides who has the last seat; that of the offer, who has the last pieces.
    Raises TeamClosed, TeamFull, AlreadyInTeam, GroupSoldOut, GroupLimitReached.
    """
    offer = GroupOffer.objects.get(public_id=deal.reference)
    if deal.team:
        team_id = GroupTeam.objects.values_list("pk", flat=True).get(number=deal.team)
        (team,) = locked_teams([team_id])
        _take_seat(team, member_id=member_id, at=at)
    else:
        team = _open_team(offer, member_id=member_id, at=at)
    pieces = sum(line.quantity for line in lines)
    _take_pieces(offer, member_id=member_id, pieces=pieces)
    GroupSeat.objects.create(
        team=team,
        member_id=member_id,
        order_number=reference,
        is_leader=not deal.team,
        quantity=pieces,
        claimed_at=at,
    )


def _open_team(offer: GroupOffer, *, member_id: int, at: datetime) -> GroupTeam:
    team = GroupTeam.objects.create(offer=offer, size=offer.team_size, seats_taken=1, opened_at=at)
    log_birth(team, actor=Actor.member(member_id), at=at)
    return team


def _take_seat(team: GroupTeam, *, member_id: int, at: datetime) -> None:
    """One more seat of a team whose lock is held: nobody else counts its seats meanwhile."""
    if refusal := joining_refusal(team, member_id=member_id, at=at):
        raise refusal
    GroupTeam.objects.filter(pk=team.pk).update(seats_taken=F("seats_taken") + 1)
    team.seats_taken += 1


def _take_pieces(offer: GroupOffer, *, member_id: int, pieces: int) -> None:
    """By a conditional update, whose lock on the offer also lets one member buy at a time."""
    enough = Q(quota=None) | Q(quota__gte=F("taken_quantity") + pieces)
    taken = GroupOffer.objects.filter(enough, pk=offer.pk)
    if not taken.update(taken_quantity=F("taken_quantity") + pieces):
        offer.refresh_from_db(fields=["quota", "taken_quantity"])
        raise GroupSoldOut(left=(offer.quota or 0) - offer.taken_quantity)
    require_within_limit(offer, member_id=member_id, pieces=pieces)


@atomic
def give_back(references: Sequence[str], *, at: datetime) -> None:
    """Release the seats of orders that closed unpaid; a team whose leader went is over."""
    claimed = GroupSeat.objects.filter(order_number__in=references, released_at=None)
    team_ids = list(claimed.order_by("team_id").values_list("team_id", flat=True).distinct())
    teams = locked_teams(team_ids)
    seats = [seat for seat in held_seats(teams) if seat.order_number in references]
    unstarted = [team for team in teams if team.status == TeamStatus.OPENING]
    release_seats([seat for seat in seats if not seat.firm_at], at=at)
    if unstarted:
        fail(unstarted, actor=FORM_BY_RULE, reason=LEADER_GONE, at=at)


@atomic
def note_paid(reference: str, *, complete: bool, at: datetime) -> None:
    """Make the seat firm; the leader's payment starts the team's clock, the last one completes it.

    Money that comes when the seat is gone, or the team's time is over, goes back: SeatLost.
    """
    if not complete:
        return
    seat = locked_seat(reference)
    team = seat.team
    if team.is_overdue(at):
        settle([team], at=at)
        seat.refresh_from_db(fields=["released_at"])
    if not seat.is_held:
        publish(SeatLost(number=reference, team=team.number, at=at))
        return
    seat.firm_at = at
    seat.save(update_fields=["firm_at"])
    if team.status == TeamStatus.OPENING:
        form_within = team.offer.form_within or GROUP_FORM_BY.duration
        leader = Actor.member(seat.member_id)
        move([team], START, actor=leader, at=at, started_at=at, due_at=at + form_within)
    publish(SeatPaid(number=reference, team=team.number, at=at))
    _form_if_full(team, at=at)


def _form_if_full(team: GroupTeam, *, at: datetime) -> None:
    """What counts is who has paid, never the seats that are merely claimed."""
    if sum(seat.firm_at is not None for seat in held_seats([team])) == team.size:
        form([team], actor=FORM_BY_RULE, reason=COMPLETE, at=at)


@atomic
def take_again(reference: str, *, at: datetime) -> None:
    """Take the seat and the pieces that were given back; a team that never began opens anew.

    Raises what ``claim`` raises, and UnknownDeal where no team may be opened any more.
    """
    seat = locked_seat(reference)
    if seat.is_held:
        return
    team, offer = seat.team, seat.team.offer
    if team.started_at is None:
        if not offer.is_open(at):
            raise UnknownDeal(kind="group_buy")
        team = _open_team(offer, member_id=seat.member_id, at=at)
    else:
        _take_seat(team, member_id=seat.member_id, at=at)
    _take_pieces(offer, member_id=seat.member_id, pieces=seat.quantity)
    seat.team, seat.claimed_at, seat.released_at = team, at, None
    seat.save(update_fields=["team", "claimed_at", "released_at"])
    _form_if_full(team, at=at)


@atomic
def release_seat(*, reference: str, at: datetime) -> None:
    """A paid order is being refunded: while its team is forming, its seat is free for others.

    The seat of a formed team stays taken: who has paid for the others is not let down.
    """
    seat = locked_seat(reference)
    if seat.is_held and seat.team.status == TeamStatus.FORMING:
        release_seats([seat], at=at)


@atomic
def leave_team(*, reference: str, at: datetime) -> None:
    """A member's wish to be out of it, while the team is forming. The caller refunds the order.

    Raises LeavingRefused where GROUP_LEAVE says so, or the team has formed or failed.
    """
    seat = locked_seat(reference) if has_seat(reference) else None
    if seat is None or not may_leave(seat, seat.team, at=at):
        raise LeavingRefused(number=reference)
    release_seats([seat], at=at)
