"""What other apps and the doors call: deals and coupons of orders, and what staff set up."""

from marketing.services.deals import (
    claim_deal,
    give_back_deals,
    note_deal_paid,
    take_deal_again,
)
from marketing.services.presales import (
    change_presale,
    fail_presale,
    open_presale,
    remind_of_closing,
    remind_of_opening,
)
from marketing.services.presales import report_short as report_presale_short

__all__ = [
    "change_presale",
    "claim_deal",
    "fail_presale",
    "give_back_deals",
    "note_deal_paid",
    "open_presale",
    "remind_of_closing",
    "remind_of_opening",
    "report_presale_short",
    "take_deal_again",
]
