"""What other apps and the doors call: deals and coupons of orders, and what staff set up."""

from marketing.services.deals import (
    claim_deal,
    give_back_deals,
    note_deal_paid,
    take_deal_again,
)
from marketing.services.group_buys import leave_team, release_seat
from marketing.services.group_notices import tell_of_team
from marketing.services.group_offers import (
    GroupTerms,
    change_group_offer,
    set_up_group_offer,
)
from marketing.services.group_teams import (
    cancel_team,
    complete_team,
    remind_teams,
    settle_overdue_teams,
)

__all__ = [
    "GroupTerms",
    "cancel_team",
    "change_group_offer",
    "claim_deal",
    "complete_team",
    "give_back_deals",
    "leave_team",
    "note_deal_paid",
    "release_seat",
    "remind_teams",
    "set_up_group_offer",
    "settle_overdue_teams",
    "take_deal_again",
    "tell_of_team",
]
