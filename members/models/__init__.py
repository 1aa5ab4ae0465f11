from members.models.address import Address
from members.models.member import UNUSABLE_PASSWORD, Member, mask_phone
from members.models.notice import Notice
from members.models.sign_in import AccessToken, SignInCode
from members.models.staff import StaffUser
from members.models.wallet import BalanceGrant
from members.models.wechat import WechatIdentity

__all__ = [
    "UNUSABLE_PASSWORD",
    "AccessToken",
    "Address",
    "BalanceGrant",
    "Member",
    "Notice",
    "SignInCode",
    "StaffUser",
    "WechatIdentity",
    "mask_phone",
]
