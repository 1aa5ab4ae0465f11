"""What other apps and the edge call: members, how they sign in, what they keep here."""

from members.services.addresses import add_address, change_address, remove_address
from members.services.adjustments import adjust_balance, approve_adjustment, refuse_adjustment
from members.services.cards import IssuedCard, bind_card, issue_cards, void_cards
from members.services.earning import accrue, take_back
from members.services.expiry import expire_lots, remind_of_expiry
from members.services.freezing import freeze_wallet, require_not_frozen, unfreeze_wallet
from members.services.notices import Told, notify, notify_all, read_notices
from members.services.open_member import open_member
from members.services.passwords import set_password
from members.services.phone import prove_phone
from members.services.points import (
    capture_points,
    grant_points,
    hold_points,
    lock_points,
    refund_points,
    void_points,
)
from members.services.profile import change_nickname, disable_member, enable_member
from members.services.sign_in import SignedIn, sign_in_with_code, sign_in_with_password
from members.services.sign_in_codes import SentCode, request_sign_in_code
from members.services.stored_value import (
    capture_stored_value,
    credit_stored_value,
    hold_stored_value,
    refund_stored_value,
    void_stored_value,
)
from members.services.sync_roles import sync_roles
from members.services.tiers import review_tiers
from members.services.tokens import issue_token, sign_out, sign_out_everywhere
from members.services.wallet import credit_balance, grant_balance, hold_balance, open_wallet
from members.services.wechat import (
    link_wechat,
    sign_in_with_wechat,
    unlink_wechat,
    wechat_authorize_url,
)

__all__ = [
    "IssuedCard",
    "SentCode",
    "SignedIn",
    "Told",
    "accrue",
    "add_address",
    "adjust_balance",
    "approve_adjustment",
    "bind_card",
    "capture_points",
    "capture_stored_value",
    "change_address",
    "change_nickname",
    "credit_balance",
    "credit_stored_value",
    "disable_member",
    "enable_member",
    "expire_lots",
    "freeze_wallet",
    "grant_balance",
    "grant_points",
    "hold_balance",
    "hold_points",
    "hold_stored_value",
    "issue_cards",
    "issue_token",
    "link_wechat",
    "lock_points",
    "notify",
    "notify_all",
    "open_member",
    "open_wallet",
    "prove_phone",
    "read_notices",
    "refund_points",
    "refund_stored_value",
    "refuse_adjustment",
    "remind_of_expiry",
    "remove_address",
    "request_sign_in_code",
    "require_not_frozen",
    "review_tiers",
    "set_password",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_in_with_wechat",
    "sign_out",
    "sign_out_everywhere",
    "sync_roles",
    "take_back",
    "unfreeze_wallet",
    "unlink_wechat",
    "void_cards",
    "void_points",
    "void_stored_value",
    "wechat_authorize_url",
]
