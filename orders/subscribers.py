"""What orders do when news comes from marketing."""

from core.events import after
from marketing.events import SeatPaid, TeamFormed
from orders import services


@after(SeatPaid)
def note_seat(event: SeatPaid) -> None:
    services.note_seat(number=event.number, team=event.team, at=event.at)


@after(TeamFormed)
def free_from_group(event: TeamFormed) -> None:
    services.free_from_group(number=event.number, team=event.team, at=event.at)
