"""Whom marketing tells of its own news."""

from core.events import after
from marketing import services
from marketing.events import SeatLost, SeatPaid, TeamEnding, TeamFailed, TeamFormed


@after(SeatPaid)
def tell_of_seat(event: SeatPaid) -> None:
    services.tell_of_team(number=event.number, what="joined", at=event.at)


@after(SeatLost)
def tell_of_lost_seat(event: SeatLost) -> None:
    services.tell_of_team(number=event.number, what="missed", at=event.at)


@after(TeamEnding)
def tell_of_deadline(event: TeamEnding) -> None:
    services.tell_of_team(number=event.number, what="ending", at=event.at)


@after(TeamFormed)
def tell_of_formed_team(event: TeamFormed) -> None:
    services.tell_of_team(number=event.number, what="formed", at=event.at)


@after(TeamFailed)
def tell_of_failed_team(event: TeamFailed) -> None:
    services.tell_of_team(number=event.number, what="failed", at=event.at)
