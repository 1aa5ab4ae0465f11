from datetime import datetime

from core.db import atomic
from marketing.selectors.group_buys import team_of_order
from members.services import notify


@atomic
def tell_of_team(*, number: str, what: str, at: datetime) -> None:
    """Put a notice about its team into the inbox of who placed the order ``number``, once.

    ``what``: joined, ending, formed, failed, or missed (paid too late for it).
    """
    team = team_of_order(number)
    seat = next(seat for seat in team.seats.all() if seat.order_number == number)
    notify(
        member_id=seat.member_id,
        event=f"group.{what}",
        facts={"order": number, "team": team.number, "missing": team.missing},
        reference=number,
        at=at,
    )
