"""What other apps and the edge call: members, how they sign in, what they keep here."""

from members.services.addresses import add_address, change_address, remove_address
from members.services.notices import Told, notify, notify_all, read_notices
from members.services.open_member import open_member
from members.services.passwords import set_password
from members.services.phone import prove_phone
from members.services.profile import change_nickname, disable_member, enable_member
from members.services.sign_in import SignedIn, sign_in_with_code, sign_in_with_password
from members.services.sign_in_codes import SentCode, request_sign_in_code
from members.services.sync_roles import sync_roles
from members.services.tokens import issue_token, sign_out, sign_out_everywhere
from members.services.wallet import grant_balance, open_wallet
from members.services.wechat import (
    link_wechat,
    sign_in_with_wechat,
    unlink_wechat,
    wechat_authorize_url,
)

__all__ = [
    "SentCode",
    "SignedIn",
    "Told",
    "add_address",
    "change_address",
    "change_nickname",
    "disable_member",
    "enable_member",
    "grant_balance",
    "issue_token",
    "link_wechat",
    "notify",
    "notify_all",
    "open_member",
    "open_wallet",
    "prove_phone",
    "read_notices",
    "remove_address",
    "request_sign_in_code",
    "set_password",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_in_with_wechat",
    "sign_out",
    "sign_out_everywhere",
    "sync_roles",
    "unlink_wechat",
    "wechat_authorize_url",
]
