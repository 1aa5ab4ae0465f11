"""What staff set up to sell more, and what orders hold of it."""

from marketing.models.group_buys import (
    GroupOffer,
    GroupPrice,
    GroupSeat,
    GroupTeam,
    GroupTeamEvent,
    VirtualCompletion,
)

__all__ = [
    "GroupOffer",
    "GroupPrice",
    "GroupSeat",
    "GroupTeam",
    "GroupTeamEvent",
    "VirtualCompletion",
]
