"""What staff set up to sell more, and what orders hold of it."""

from marketing.models.change import (
    PromotionChange,
)
from marketing.models.coupons import (
    Coupon,
    CouponMove,
    CouponSource,
    CouponTemplate,
)
from marketing.models.exchange_codes import (
    ExchangeBatch,
    ExchangeCode,
)
from marketing.models.flash_sales import (
    STOCK_QUOTA,
    FlashBuyer,
    FlashClaim,
    FlashItem,
    FlashSale,
    FlashSaleState,
    stock_quota,
)
from marketing.models.group_buys import (
    GroupOffer,
    GroupPrice,
    GroupSeat,
    GroupTeam,
    GroupTeamEvent,
    VirtualCompletion,
)
from marketing.models.points_mall import (
    MallClaim,
    MallItem,
)
from marketing.models.presales import (
    Presale,
    PresaleClaim,
    PresaleStage,
)
from marketing.models.reductions import (
    FullReductionOffer,
)

__all__ = [
    "STOCK_QUOTA",
    "Coupon",
    "CouponMove",
    "CouponSource",
    "CouponTemplate",
    "ExchangeBatch",
    "ExchangeCode",
    "FlashBuyer",
    "FlashClaim",
    "FlashItem",
    "FlashSale",
    "FlashSaleState",
    "FullReductionOffer",
    "GroupOffer",
    "GroupPrice",
    "GroupSeat",
    "GroupTeam",
    "GroupTeamEvent",
    "MallClaim",
    "MallItem",
    "Presale",
    "PresaleClaim",
    "PresaleStage",
    "PromotionChange",
    "VirtualCompletion",
    "stock_quota",
]
