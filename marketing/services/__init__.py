"""What other apps and the doors call: deals and coupons of orders, and what staff set up."""

from marketing.services.coupons import (
    change_template,
    claim_coupon,
    give_back_coupons,
    grant_coupons,
    return_coupons,
    set_up_template,
    use_coupons,
)
from marketing.services.deals import (
    claim_deal,
    give_back_deals,
    note_deal_paid,
    take_deal_again,
)
from marketing.services.exchange_codes import make_batch, redeem_for_coupon
from marketing.services.presales import (
    change_presale,
    fail_presale,
    remind_of_closing,
    remind_of_opening,
    set_up_presale,
)
from marketing.services.presales import report_short as report_presale_short
from marketing.services.reductions import change_reduction, set_up_reduction

__all__ = [
    "change_presale",
    "change_reduction",
    "change_template",
    "claim_coupon",
    "claim_deal",
    "fail_presale",
    "give_back_coupons",
    "give_back_deals",
    "grant_coupons",
    "make_batch",
    "note_deal_paid",
    "redeem_for_coupon",
    "remind_of_closing",
    "remind_of_opening",
    "report_presale_short",
    "return_coupons",
    "set_up_presale",
    "set_up_reduction",
    "set_up_template",
    "take_deal_again",
    "use_coupons",
]
