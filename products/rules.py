"""Freight arithmetic, and the rules of this app that staff may change."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from core.rules import LiveRule, Unit

PIECES_MISSING = "pieces_missing"  # an incident, raised by a count

LOW_STOCK_LEVEL = LiveRule(
    name="LOW_STOCK_LEVEL",
    label=_("Low stock level"),
    effect=_("A stock item with this many pieces available, or fewer, is marked as low."),
    unit=Unit.COUNT,
    default=5,
    minimum=0,
    maximum=10_000,
)


class Rate(Protocol):
    """What ``freight_fee`` needs to know of a FreightRate. Amounts in fen."""

    @property
    def first_weight_grams(self) -> int: ...
    @property
    def first_fee_amount(self) -> int: ...
    @property
    def extra_weight_grams(self) -> int: ...
    @property
    def extra_fee_amount(self) -> int: ...
    @property
    def free_over_amount(self) -> int | None: ...


def freight_fee(rate: Rate, weight_grams: int, goods_amount: int) -> int:
    """The fee in fen for goods of this weight and amount that share one template.

    The first weight costs the first fee, every further weight begun the further
    fee; goods of ``free_over_amount`` or more ship free.
    """
    if rate.free_over_amount is not None and goods_amount >= rate.free_over_amount:
        return 0
    over = max(0, weight_grams - rate.first_weight_grams)
    steps = -(-over // rate.extra_weight_grams)
    return rate.first_fee_amount + steps * rate.extra_fee_amount
