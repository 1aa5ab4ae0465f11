"""A shop to load: many SKUs with deep stock, members with tokens and addresses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from core.actor import Actor
from core.clock import real_now
from members.rules import API_REQUESTS_PER_ADDRESS, API_REQUESTS_PER_MEMBER
from members.services import add_address, issue_token, open_member
from products.models import Category, FreightRate, FreightTemplate, Product, Sku, Warehouse
from products.services import receive_stock

STAFF = Actor.rule("bench")
DEEP = 10_000_000


@dataclass(frozen=True, slots=True)
class Buyer:
    member_id: int
    token: str
    address: str


@dataclass(frozen=True, slots=True)
class BenchShop:
    skus: list[str]
    buyers: list[Buyer]


@cache
def open_shop(*, skus: int = 150, buyers: int = 100) -> BenchShop:
    """Fill an empty database, once for all benchmarks of a run, and lift the limits as far as
    the rules allow."""
    for rule in (API_REQUESTS_PER_MEMBER, API_REQUESTS_PER_ADDRESS):
        rule.change(rule.maximum)
    at = real_now()
    category = Category.objects.create(name="茶", name_en="Tea", slug="tea")
    template = FreightTemplate.objects.create(name="快递")
    FreightRate.objects.create(
        template=template,
        first_weight_grams=1000,
        first_fee_amount=800,
        extra_weight_grams=500,
        extra_fee_amount=200,
    )
    warehouse = Warehouse.objects.create(
        code="EAST", name="华东仓", region_code="310101", serves_regions=["310000"]
    )
    codes = []
    for number in range(skus):
        product = Product.objects.create(
            name=f"龙井 {number}",
            name_en=f"Longjing {number}",
            slug=f"longjing-{number}",
            category=category,
            freight_template=template,
        )
        sku = Sku.objects.create(
            code=f"TEA-{number:04}", product=product, list_price_amount=9900, weight_grams=100
        )
        receive_stock(
            sku_id=sku.pk,
            warehouse_id=warehouse.pk,
            quantity=DEEP,
            reason="bench",
            actor=STAFF,
            at=at,
        )
        codes.append(sku.code)
    return BenchShop(codes, [_buyer(number, at) for number in range(buyers)])


def _buyer(number: int, at: datetime) -> Buyer:
    member = open_member(phone=f"138{number:08}", at=at)
    address = add_address(
        member_id=member.pk,
        name="王小明",
        phone=str(member.phone),
        region_code="310101",
        detail="南京东路1号",
        at=at,
    )
    token = issue_token(member_id=member.pk, at=at - timedelta(minutes=1))
    return Buyer(member.pk, token, str(address.public_id))
