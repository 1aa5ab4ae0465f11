"""The pricing engine: a basket and what is in force for it, priced by one pure function."""

from marketing.pricing.basket import (
    WHOLE,
    BasketLine,
    Bearer,
    Context,
    CouponKind,
    CouponOffer,
    Deposit,
    FullReduction,
    PointsRule,
    PriceKind,
    ReductionStep,
    Scope,
    UnitPrice,
)
from marketing.pricing.engine import price
from marketing.pricing.quote import (
    NotApplied,
    Quote,
    QuotedLine,
    Reduction,
    ReductionKind,
    WhyNot,
)

__all__ = [
    "WHOLE",
    "BasketLine",
    "Bearer",
    "Context",
    "CouponKind",
    "CouponOffer",
    "Deposit",
    "FullReduction",
    "NotApplied",
    "PointsRule",
    "PriceKind",
    "Quote",
    "QuotedLine",
    "Reduction",
    "ReductionKind",
    "ReductionStep",
    "Scope",
    "UnitPrice",
    "WhyNot",
    "price",
]
