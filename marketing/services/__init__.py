"""What other apps and the doors call: deals and coupons of orders, and what staff set up."""

from marketing.services.deals import (
    claim_deal,
    give_back_deals,
    note_deal_paid,
    take_deal_again,
)

__all__ = [
    "claim_deal",
    "give_back_deals",
    "note_deal_paid",
    "take_deal_again",
]
