"""Where the walk takes place: members with a little of everything, a shop with every offer on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.actor import Actor
from marketing.services import FlashTerms, set_up_flash_sale
from members.models import Member
from members.services import grant_balance, grant_points
from products.models import Sku
from tests.marketing.promotions import a_reduction, a_template
from tests.members.purses import credit
from tests.orders.factories import NOON, a_member, an_address
from tests.products.factories import (
    FreightRateFactory,
    ProductFactory,
    SkuFactory,
    WarehouseFactory,
    stocked,
)
from tests.walk.provider import Provider

STAFF = Actor.staff(7)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A gift costs nothing and ships for nothing: an order of gifts is paid as it is placed.
PRICES = {"TEA": 9900, "CUP": 4500, "GIFT": 0}
ON_HAND = 8  # of each thing, in each warehouse
BALANCE, STORED, POINTS = 20_000, 5_000, 4_000


@dataclass(frozen=True)
class Town:
    provider: Provider
    opened_at: datetime
    addresses: Mapping[int, UUID]
    """Where each member lives."""

    @property
    def members(self) -> list[int]:
        return list(self.addresses)


def a_town(provider: Provider) -> Town:
    skus = _goods()
    _offers(skus)
    members = [a_member(f"1380000000{number}") for number in range(3)]
    for member in members:
        _purse(member)
    return Town(
        provider=provider,
        opened_at=NOON + HOUR,
        addresses={member.pk: an_address(member).public_id for member in members},
    )


def _goods() -> dict[str, Sku]:
    paid, free = FreightRateFactory(), FreightRateFactory(first_fee_amount=0, extra_fee_amount=0)
    near = WarehouseFactory(serves_regions=["310000"], priority=1)
    warehouses = near, WarehouseFactory(priority=2)
    skus = {}
    for code, price in PRICES.items():
        product = ProductFactory(freight_template=(paid if price else free).template)
        sku = skus[code] = SkuFactory(code=code, product=product, list_price_amount=price)
        for warehouse in warehouses:
            stocked(sku, quantity=ON_HAND, warehouse=warehouse)
    return skus


def _purse(member: Member) -> None:
    key = str(member.phone)
    grant_balance(member_id=member.pk, amount=BALANCE, key=key, reason="", actor=STAFF, at=NOON)
    grant_points(member_id=member.pk, points=POINTS, key=key, reason="", actor=STAFF, at=NOON)
    credit(member, STORED)


def _offers(skus: Mapping[str, Sku]) -> None:
    a_reduction((15_000, 2_000), (30_000, 5_000), ends_at=NOON + 9 * DAY)
    limits = {"per_member_limit": 2, "claimable_until": NOON + 30 * DAY}
    a_template(amount=1_000, threshold_amount=5_000, stackable=True, **limits)
    a_template(kind="percent", amount=0, off_basis_points=1_000, threshold_amount=0, **limits)
    a_template(kind="free_shipping", amount=0, threshold_amount=0, stackable=True, **limits)
    set_up_flash_sale(
        name="秒杀",
        name_en="Flash sale",
        starts_at=NOON,
        ends_at=NOON + 3 * HOUR,
        pay_within=None,
        takes_coupons=True,
        items=[FlashTerms(skus["TEA"].pk, 4_900, 5, 2), FlashTerms(skus["CUP"].pk, 1_900, 3, 3)],
        actor=STAFF,
        at=NOON,
    )
