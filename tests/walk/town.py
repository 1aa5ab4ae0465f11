"""Where the walk takes place: members with a little of everything, a shop with every offer on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.actor import Actor
from marketing import services as marketing
from marketing.deals import DealKind, DealWanted
from marketing.models import CouponTemplate, VirtualCompletion
from members.models import CardBatch, LotSource, Member
from members.services import IssuedCard, grant_balance, grant_points, issue_cards
from products.models import Sku
from tests.marketing.presales import a_presale
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

STAFF, COLLEAGUE = Actor.staff(7), Actor.staff(8)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A gift costs nothing and ships for nothing: an order of gifts is paid as it is placed.
PRICES = {"TEA": 9900, "CUP": 4500, "GIFT": 0}
ON_HAND = 6  # of each thing, in each warehouse
BALANCE, STORED, POINTS = 20_000, 5_000, 4_000


@dataclass(frozen=True)
class Offer:
    """What is sold of a SKU besides at its price."""

    deal: DealWanted
    sku: str


@dataclass(frozen=True)
class Town:
    provider: Provider
    opened_at: datetime
    addresses: Mapping[int, UUID]
    """Where each member lives."""
    offers: Sequence[Offer]
    cards: Sequence[IssuedCard]
    codes: Sequence[str]
    """Exchange codes: for goods that cost nothing more, for goods to be paid, and for coupons."""

    @property
    def members(self) -> list[int]:
        return list(self.addresses)

    def offers_of(self, kind: DealKind) -> list[Offer]:
        return [offer for offer in self.offers if offer.deal.kind == kind]


def a_town(provider: Provider) -> Town:
    skus = _goods()
    members = [a_member(f"1380000000{number}") for number in range(3)]
    for member in members:
        _purse(member)
    templates = _reductions_and_coupons()
    return Town(
        provider=provider,
        opened_at=NOON + HOUR,
        addresses={member.pk: an_address(member).public_id for member in members},
        offers=[*_flash_sale(skus), *_others(skus)],
        cards=_cards(),
        codes=_codes(skus, templates[0]),
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
    asked: dict[str, Any] = {"key": str(member.phone), "reason": "", "actor": STAFF, "at": NOON}
    grant_balance(member_id=member.pk, amount=BALANCE, **asked)
    grant_points(member_id=member.pk, points=POINTS, **asked)
    credit(member, STORED)


def _reductions_and_coupons() -> list[CouponTemplate]:
    a_reduction((15_000, 2_000), (30_000, 5_000), ends_at=NOON + 9 * DAY)
    usual: dict[str, Any] = {"threshold_amount": 0, "per_member_limit": 2, "stackable": True}
    return [
        a_template(amount=1_000, **usual | {"threshold_amount": 5_000}),
        a_template(kind="percent", amount=0, off_basis_points=1_000, **usual),
        a_template(kind="free_shipping", amount=0, **usual),
    ]


def _flash_sale(skus: Mapping[str, Sku]) -> list[Offer]:
    terms = [
        marketing.FlashTerms(skus["TEA"].pk, 4_900, 4, 2),
        marketing.FlashTerms(skus["CUP"].pk, 1_900, 3, 3),
    ]
    sale = marketing.set_up_flash_sale(
        name="秒杀",
        name_en="Flash sale",
        starts_at=NOON,
        ends_at=NOON + 3 * HOUR,
        pay_within=None,
        takes_coupons=True,
        items=terms,
        actor=STAFF,
        at=NOON,
    )
    return [
        Offer(DealWanted(DealKind.FLASH_SALE, str(item.public_id)), item.sku.code)
        for item in sale.items.select_related("sku")
    ]


def _others(skus: Mapping[str, Sku]) -> list[Offer]:
    group = marketing.set_up_group_offer(
        product_id=skus["TEA"].product_id,
        prices={"TEA": 6_900},
        name="两人团",
        name_en="Tea for two",
        team_size=2,
        form_within=20 * HOUR,
        opens_at=NOON,
        ends_at=NOON + 2 * DAY,
        limit_per_member=4,
        quota=6,
        takes_coupons=True,
        virtual_completion=VirtualCompletion.BY_STAFF,
        actor=STAFF,
        at=NOON,
    )
    presale = a_presale(sku=skus["CUP"], deposit_refundable=False)
    window: dict[str, Any] = {"starts_at": NOON, "ends_at": NOON + 9 * DAY}
    limits = {"quota": 4, "per_member_limit": 2}
    mall = [
        marketing.set_up_mall_item(
            actor=STAFF, at=NOON, sku=skus["CUP"], points=900, cash_amount=cash, **window, **limits
        )
        for cash in (0, 1_500)
    ]
    return [
        Offer(DealWanted(DealKind.GROUP_BUY, str(group.public_id)), "TEA"),
        Offer(DealWanted(DealKind.PRESALE, str(presale.public_id)), "CUP"),
        *(Offer(DealWanted(DealKind.POINTS, str(item.public_id)), "CUP") for item in mall),
    ]


def _cards() -> list[IssuedCard]:
    """Two that were sold, and two that were given and are soon worth nothing."""
    terms: list[dict[str, Any]] = [
        {"source": LotSource.PAID},
        {"source": LotSource.GIFT, "bind_by": NOON + 3 * HOUR, "valid_days": 1},
    ]
    cards: list[IssuedCard] = []
    for each in terms:
        batch = CardBatch.objects.create(name="储值卡", count=2, face_amount=3_000, **each)
        cards += issue_cards(batch_id=batch.pk, actor=STAFF, at=NOON)
    return cards


def _codes(skus: Mapping[str, Sku], template: CouponTemplate) -> list[str]:
    terms: list[dict[str, Any]] = [
        {"sku": skus["TEA"], "quantity": 2},
        {"sku": skus["CUP"], "price_amount": 1_000, "ships_free": False},
        {"template": template},
    ]
    codes = []
    for each in terms:
        _batch, made = marketing.make_batch(
            actor=STAFF,
            at=NOON,
            name="兑换码",
            count=2,
            valid_from=NOON,
            valid_until=NOON + 9 * DAY,
            **each,
        )
        codes += made
    return codes
