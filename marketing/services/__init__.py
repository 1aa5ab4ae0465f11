"""What other apps and the doors call: deals and coupons of orders, and what staff set up."""

from marketing.services.deals import (
    claim_deal,
    give_back_deals,
    give_back_lines,
    note_deal_paid,
    take_deal_again,
)
from marketing.services.flash_sessions import (
    FlashTerms,
    change_flash_quota,
    end_flash_sale,
    set_up_flash_sale,
    start_flash_sale,
)

__all__ = [
    "FlashTerms",
    "change_flash_quota",
    "claim_deal",
    "end_flash_sale",
    "give_back_deals",
    "give_back_lines",
    "note_deal_paid",
    "set_up_flash_sale",
    "start_flash_sale",
    "take_deal_again",
]
