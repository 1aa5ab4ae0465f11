"""The pricing engine: what a basket costs. Pure: no database, no clock.

Preview and placement call the same function, so the same input gives the same
quote, and its fingerprint tells whether anything has changed in between.
Promotions, coupons and the points cap will be steps between lines and freight.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from products.rules import Rate, freight_fee


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One SKU of a basket. ``unit_price_amount`` in fen, ``weight_grams`` of one piece."""

    sku_code: str
    quantity: int
    unit_price_amount: int
    weight_grams: int
    freight_template_id: int


@dataclass(frozen=True, slots=True)
class QuotedLine:
    sku_code: str
    quantity: int
    unit_price_amount: int
    amount: int


@dataclass(frozen=True)
class Quote:
    """What is to be paid and what it consists of; every total is the sum of its rows."""

    lines: tuple[QuotedLine, ...]
    shipping_amount: int

    @property
    def goods_amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def payable_amount(self) -> int:
        return self.goods_amount + self.shipping_amount

    @cached_property
    def fingerprint(self) -> str:
        """Changes with anything that the shopper agreed to: lines, prices, shipping fee."""
        agreed = [[asdict(line) for line in self.lines], self.shipping_amount]
        return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()[:32]


def price(basket: Sequence[BasketLine], rates: Mapping[int, Rate]) -> Quote:
    """Price a basket. ``rates`` holds each freight template's rate at the destination."""
    lines = tuple(
        QuotedLine(
            sku_code=line.sku_code,
            quantity=line.quantity,
            unit_price_amount=line.unit_price_amount,
            amount=line.unit_price_amount * line.quantity,
        )
        for line in basket
    )
    return Quote(lines=lines, shipping_amount=_shipping(basket, rates))


def _shipping(basket: Sequence[BasketLine], rates: Mapping[int, Rate]) -> int:
    """One fee per freight template, by the weight and the value of what it covers."""
    weights: dict[int, int] = defaultdict(int)
    values: dict[int, int] = defaultdict(int)
    for line in basket:
        weights[line.freight_template_id] += line.weight_grams * line.quantity
        values[line.freight_template_id] += line.unit_price_amount * line.quantity
    return sum(
        freight_fee(rates[template], weight, values[template])
        for template, weight in weights.items()
    )
