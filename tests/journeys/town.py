"""Where the walk takes place: two shoppers, two warehouses, three things to buy."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.actor import Actor
from members.services import grant_balance
from tests.journeys.book import Book
from tests.orders.factories import NOON, a_member, an_address
from tests.products.factories import (
    FreightRateFactory,
    ProductFactory,
    SkuFactory,
    WarehouseFactory,
    stocked,
)

STAFF = Actor.staff(7)
# A gift costs nothing and ships for nothing: an order of gifts is paid as it is placed.
PRICES = {"TEA": 9900, "CUP": 4500, "GIFT": 0}
GRAMS = 250
ON_HAND = 8  # of each thing, in each warehouse
IN_WALLET = 30_000


@dataclass(frozen=True)
class Town:
    opened_at: datetime
    members: tuple[int, int]
    addresses: dict[int, UUID]
    skus: dict[str, int]
    warehouses: tuple[int, int]

    def book(self) -> Book:
        """The book of the first day."""
        return Book(
            wallets=Counter(dict.fromkeys(self.members, IN_WALLET)),
            accounts=Counter({("balance_grants", "CNY"): -IN_WALLET * len(self.members)}),
            on_hand=Counter(dict.fromkeys(self.skus, ON_HAND * len(self.warehouses))),
        )

    def shelf(self, which: int) -> tuple[str, int]:
        return list(self.skus)[which % 3], self.warehouses[which // 3 % 2]

    def price(self, basket: Mapping[str, int]) -> int:
        goods = sum(PRICES[sku] * quantity for sku, quantity in basket.items())
        grams = sum(GRAMS * quantity for sku, quantity in basket.items() if PRICES[sku])
        further = max(0, grams - 1000)
        return goods + (800 + -(-further // 500) * 200 if grams else 0)


def a_town() -> Town:
    paid, free = FreightRateFactory(), FreightRateFactory(first_fee_amount=0, extra_fee_amount=0)
    tea, gift = (ProductFactory(freight_template=rate.template) for rate in (paid, free))
    near = WarehouseFactory(serves_regions=["310000"], priority=1)
    far = WarehouseFactory(priority=2)
    skus = {
        code: SkuFactory(
            code=code,
            product=tea if price else gift,
            list_price_amount=price,
            weight_grams=GRAMS,
        )
        for code, price in PRICES.items()
    }
    for sku in skus.values():
        for warehouse in (near, far):
            stocked(sku, quantity=ON_HAND, warehouse=warehouse)
    wang, li = a_member("13800000001"), a_member("13800000002")
    for member in (wang, li):
        grant_balance(
            member_id=member.pk,
            amount=IN_WALLET,
            key=str(member.phone),
            reason="",
            actor=STAFF,
            at=NOON,
        )
    return Town(
        opened_at=NOON + timedelta(hours=1),
        members=(wang.pk, li.pk),
        addresses={member.pk: an_address(member).public_id for member in (wang, li)},
        skus={code: sku.pk for code, sku in skus.items()},
        warehouses=(near.pk, far.pk),
    )
