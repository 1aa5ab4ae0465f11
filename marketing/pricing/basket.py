"""What pricing is told: the basket, and all that is in force for it. Plain values, fen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from products.rules import Rate

WHOLE = 10_000  # basis points


class PriceKind(models.TextChoices):
    """What stands in the place of the list price: one of these per line."""

    LIST = "list", _("list price")
    TIER = "tier", _("member price")
    FLASH_SALE = "flash_sale", _("flash-sale price")
    GROUP_BUY = "group_buy", _("group price")
    PRESALE = "presale", _("presale price")
    POINTS = "points", _("points price")
    EXCHANGE = "exchange", _("exchanged for a code")


class Bearer(models.TextChoices):
    """Who pays for a reduction."""

    PLATFORM = "platform", _("the shop")
    STORE = "store", _("the store")
    SUPPLIER = "supplier", _("the supplier")


class CouponKind(models.TextChoices):
    FIXED = "fixed", _("fixed amount")
    PERCENT = "percent", _("percentage")
    FREE_SHIPPING = "free_shipping", _("free shipping")


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One SKU of a basket, ``weight_grams`` of one piece.

    ``category_ids``: its category and those above it. No promotion takes a piece below
    ``floor_price_amount``.
    """

    sku_code: str
    quantity: int
    list_price_amount: int
    weight_grams: int
    freight_template_id: int
    category_ids: frozenset[int] = frozenset()
    floor_price_amount: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """What a promotion is for: the whole shop where both are empty."""

    category_ids: frozenset[int] = frozenset()
    sku_codes: frozenset[str] = frozenset()

    def covers(self, line: BasketLine) -> bool:
        if self.is_whole_shop:
            return True
        return line.sku_code in self.sku_codes or bool(self.category_ids & line.category_ids)

    @property
    def is_whole_shop(self) -> bool:
        return not self.category_ids and not self.sku_codes

    def may_meet(self, other: "Scope") -> bool:
        """Whether goods may be in both. Of a category against single SKUs that is not known here,
        nor of a category against one below it: they may."""
        if self.is_whole_shop or other.is_whole_shop:
            return True
        if self.sku_codes & other.sku_codes:
            return True
        return bool(self.category_ids) or bool(other.category_ids)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What a piece costs instead of its list price: fen, points, or both."""

    kind: PriceKind
    amount: int
    points: int = 0


@dataclass(frozen=True, slots=True)
class ReductionStep:
    """From ``threshold_amount`` on: so much off, free shipping, or both."""

    threshold_amount: int
    off_amount: int = 0
    free_shipping: bool = False


@dataclass(frozen=True, slots=True)
class FullReduction:
    """满减: "spend 300, save 40", in steps; or for each 300 again, up to a cap.

    ``steps`` rise; one that ``repeats`` has a single step. Of a ``stacking_group`` only the best
    applies; what is ``exclusive`` applies alone, without other reductions and coupons.
    """

    code: str
    name: str
    steps: tuple[ReductionStep, ...]
    name_en: str = ""
    scope: Scope = Scope()
    repeats: bool = False
    cap_amount: int | None = None
    stacking_group: str = ""
    exclusive: bool = False
    priority: int = 0
    bearer: Bearer = Bearer.PLATFORM


@dataclass(frozen=True, slots=True)
class CouponOffer:
    """A coupon that a member holds and may use now.

    ``amount`` off for a fixed one; ``off_basis_points`` off, up to ``cap_amount``, for a
    percentage (1500: 15 % off, 八五折). The threshold is what its lines cost after full reductions.
    """

    code: str
    name: str
    kind: CouponKind
    name_en: str = ""
    amount: int = 0
    off_basis_points: int = 0
    cap_amount: int | None = None
    threshold_amount: int = 0
    scope: Scope = Scope()
    stackable: bool = False
    valid_until: datetime | None = None
    bearer: Bearer = Bearer.PLATFORM


@dataclass(frozen=True, slots=True)
class PointsRule:
    """How much of a sum points may pay: ``per_yuan`` points are one yuan, in whole ``step``s."""

    per_yuan: int = 100
    max_percent: int = 50
    step: int = 100

    def cap(self, amount: int) -> int:
        """Of ``amount`` fen, how many points may pay at most."""
        points = amount * self.max_percent * self.per_yuan // (100 * 100)
        return self.worth(points - points % self.step)

    def worth(self, points: int) -> int:
        return points * 100 // self.per_yuan

    def needed(self, amount: int) -> int:
        """How many points ``amount`` fen take: never less than they are worth."""
        return -(-amount * self.per_yuan // 100)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A presale's first instalment, per piece; ``worth_amount`` of the price (定金膨胀)."""

    amount: int
    worth_amount: int


@dataclass(frozen=True)
class Context:
    """Everything that is in force for one basket.

    ``unit_prices``: by SKU code, what replaces list and member prices. ``coupons``: all that the
    member may use; ``chosen``: the codes of those they want, None for the best of them.
    ``takes_coupons``: False where a deal does without.
    """

    rates: Mapping[int, Rate]
    unit_prices: Mapping[str, UnitPrice] = field(default_factory=dict)
    tier_factor: int = WHOLE
    reductions: tuple[FullReduction, ...] = ()
    coupons: tuple[CouponOffer, ...] = ()
    chosen: tuple[str, ...] | None = None
    takes_coupons: bool = True
    ships_free: bool = False
    points: PointsRule | None = None  # None: nothing may be paid in points
    deposit: Deposit | None = None
