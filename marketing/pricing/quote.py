"""What pricing says: a quote. Every total is the sum of its rows, all amounts in fen."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.spoken import spoken
from marketing.pricing.basket import Bearer, PriceKind


class ReductionKind(models.TextChoices):
    FULL_REDUCTION = "full_reduction", _("full reduction")
    COUPON = "coupon", _("coupon")
    DEPOSIT = "deposit", _("deposit that counts for more")
    ADJUSTMENT = "adjustment", _("price changed by staff")


class WhyNot(models.TextChoices):
    """Why a promotion or a coupon is not in a quote."""

    OTHER_GOODS = "other_goods", _("not for these goods")
    BELOW_THRESHOLD = "below_threshold", _("not enough is bought for it yet")
    OUTDONE = "outdone", _("another one saves as much or more, and both do not go together")
    NOT_STACKABLE = "not_stackable", _("does not go with the other coupons")
    NOTHING_LEFT = "nothing_left", _("nothing is left for it to reduce")
    NOT_WITH_OFFER = "not_with_offer", _("this offer takes no coupons")
    UNKNOWN = "unknown", _("not yours, used, or over")


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """``discount_amount``: this line's shares of all reductions."""

    sku_code: str
    quantity: int
    list_price_amount: int
    price_kind: PriceKind
    unit_price_amount: int
    unit_points: int
    discount_amount: int = 0

    @property
    def amount(self) -> int:
        return self.unit_price_amount * self.quantity

    @property
    def points(self) -> int:
        return self.unit_points * self.quantity

    @property
    def payable_amount(self) -> int:
        return self.amount - self.discount_amount


@dataclass(frozen=True, slots=True)
class Reduction:
    """What one promotion or coupon takes off: of each line, in their order, and of the fee.

    ``threshold_amount`` is what had to be bought for it: goods that come back may undercut it.
    """

    kind: ReductionKind
    code: str
    name: str
    name_en: str
    bearer: Bearer
    shares: tuple[int, ...]
    shipping_amount: int = 0
    threshold_amount: int = 0

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def amount(self) -> int:
        return sum(self.shares) + self.shipping_amount


@dataclass(frozen=True, slots=True)
class NotApplied:
    """``missing_amount``: how much more would have to be bought, where that is the reason."""

    kind: ReductionKind
    code: str
    name: str
    name_en: str
    reason: WhyNot
    missing_amount: int = 0

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)


@dataclass(frozen=True)
class Quote:
    """What is to be paid and what it consists of; ``shipping_amount`` before its reductions."""

    lines: tuple[QuotedLine, ...]
    shipping_amount: int
    reductions: tuple[Reduction, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    best_coupons: tuple[str, ...] = ()
    points_cap_amount: int = 0
    deposit_amount: int = 0

    @property
    def goods_amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def discount_amount(self) -> int:
        return sum(reduction.amount for reduction in self.reductions)

    @property
    def payable_amount(self) -> int:
        return self.goods_amount + self.shipping_amount - self.discount_amount

    @property
    def payable_points(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def coupons(self) -> tuple[str, ...]:
        """The codes of the coupons that it uses."""
        used = (row for row in self.reductions if row.kind == ReductionKind.COUPON)
        return tuple(row.code for row in used)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with anything that the shopper agreed to: lines, prices, reductions, fees."""
        agreed: list[Any] = [
            [asdict(line) for line in self.lines],
            [[row.kind, row.code, row.shares, row.shipping_amount] for row in self.reductions],
            self.shipping_amount,
            self.deposit_amount,
        ]
        return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()[:32]
