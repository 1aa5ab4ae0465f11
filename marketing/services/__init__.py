"""What other apps and the doors call: deals and coupons of orders, and what staff set up."""

from marketing.services.coupons import (
    change_template,
    claim_coupon,
    give_back_coupons,
    grant_coupons,
    remind_of_coupons,
    return_coupons,
    set_up_template,
    use_coupons,
)
from marketing.services.deals import (
    claim_deal,
    give_back_deals,
    give_back_lines,
    note_deal_paid,
    take_deal_again,
)
from marketing.services.exchange_codes import (
    make_batch,
    redeem_for_coupon,
)
from marketing.services.flash_sessions import (
    FlashTerms,
    change_flash_quota,
    end_flash_sale,
    set_up_flash_sale,
    start_flash_sale,
)
from marketing.services.group_buys import (
    leave_team,
    release_seat,
)
from marketing.services.group_notices import (
    tell_of_team,
)
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
from marketing.services.points_mall import change_mall_item, set_up_mall_item
from marketing.services.presales import (
    change_presale,
    fail_presale,
    remind_of_closing,
    remind_of_opening,
    report_presale_short,
    set_up_presale,
)
from marketing.services.reductions import (
    change_reduction,
    set_up_reduction,
)

__all__ = [
    "FlashTerms",
    "GroupTerms",
    "cancel_team",
    "change_flash_quota",
    "change_group_offer",
    "change_mall_item",
    "change_presale",
    "change_reduction",
    "change_template",
    "claim_coupon",
    "claim_deal",
    "complete_team",
    "end_flash_sale",
    "fail_presale",
    "give_back_coupons",
    "give_back_deals",
    "give_back_lines",
    "grant_coupons",
    "leave_team",
    "make_batch",
    "note_deal_paid",
    "redeem_for_coupon",
    "release_seat",
    "remind_of_closing",
    "remind_of_coupons",
    "remind_of_opening",
    "remind_teams",
    "report_presale_short",
    "return_coupons",
    "set_up_flash_sale",
    "set_up_group_offer",
    "set_up_mall_item",
    "set_up_presale",
    "set_up_reduction",
    "set_up_template",
    "settle_overdue_teams",
    "start_flash_sale",
    "take_deal_again",
    "tell_of_team",
    "use_coupons",
]
