from members.models.address import Address
from members.models.card import MAX_CARDS, Card, CardBatch
from members.models.lot import Asset, Lot, LotCause, LotMovement, LotSource
from members.models.member import UNUSABLE_PASSWORD, Member, mask_phone
from members.models.notice import Notice
from members.models.sign_in import AccessToken, SignInCode
from members.models.staff import StaffUser
from members.models.tier import (
    WHOLE,
    Earning,
    GrowthCause,
    GrowthEntry,
    TakeBack,
    Tier,
    TierCause,
    TierChange,
)
from members.models.wallet import (
    AdjustmentStatus,
    BalanceAdjustment,
    BalanceGrant,
    PointsGrant,
    WalletFreeze,
)
from members.models.wechat import WechatIdentity

__all__ = [
    "MAX_CARDS",
    "UNUSABLE_PASSWORD",
    "WHOLE",
    "AccessToken",
    "Address",
    "AdjustmentStatus",
    "Asset",
    "BalanceAdjustment",
    "BalanceGrant",
    "Card",
    "CardBatch",
    "Earning",
    "GrowthCause",
    "GrowthEntry",
    "Lot",
    "LotCause",
    "LotMovement",
    "LotSource",
    "Member",
    "Notice",
    "PointsGrant",
    "SignInCode",
    "StaffUser",
    "TakeBack",
    "Tier",
    "TierCause",
    "TierChange",
    "WalletFreeze",
    "WechatIdentity",
    "mask_phone",
]
