"""What staff set up to sell more, and what orders hold of it."""

from marketing.models.flash_sales import (
    STOCK_QUOTA,
    FlashBuyer,
    FlashClaim,
    FlashItem,
    FlashSale,
    FlashSaleState,
    stock_quota,
)

__all__ = [
    "STOCK_QUOTA",
    "FlashBuyer",
    "FlashClaim",
    "FlashItem",
    "FlashSale",
    "FlashSaleState",
    "stock_quota",
]
