"""A small shop: a product with its SKUs, warehouses, and stock that came in by receipt."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import factory
from django.db.models import Model

from core.actor import Actor
from products import services
from products.models import (
    Category,
    FreightRate,
    FreightTemplate,
    Product,
    Sku,
    StockItem,
    Warehouse,
)
from products.sourcing import Allocation, Demand

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
KEEPER = Actor.staff(7)
SHOPPER = Actor.member(12)

SHANGHAI, GUANGZHOU, BEIJING, LHASA = "310101", "440106", "110105", "540102"


M = TypeVar("M", bound=Model)


class ModelFactory(factory.django.DjangoModelFactory[M]):
    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __new__(cls, **traits: Any) -> M: ...  # type: ignore[misc]


class CategoryFactory(ModelFactory[Category]):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"分类{n}")
    name_en = factory.Sequence(lambda n: f"Category {n}")
    slug = factory.Sequence(lambda n: f"category-{n}")


class FreightTemplateFactory(ModelFactory[FreightTemplate]):
    class Meta:
        model = FreightTemplate

    name = factory.Sequence(lambda n: f"快递{n}")


class FreightRateFactory(ModelFactory[FreightRate]):
    class Meta:
        model = FreightRate

    template = factory.SubFactory(FreightTemplateFactory)
    first_weight_grams = 1000
    first_fee_amount = 800
    extra_weight_grams = 500
    extra_fee_amount = 200


class ProductFactory(ModelFactory[Product]):
    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"龙井茶{n}")
    name_en = factory.Sequence(lambda n: f"Longjing Tea {n}")
    slug = factory.Sequence(lambda n: f"longjing-{n}")
    category = factory.SubFactory(CategoryFactory)
    freight_template = factory.SubFactory(FreightTemplateFactory)


class SkuFactory(ModelFactory[Sku]):
    class Meta:
        model = Sku

    code = factory.Sequence(lambda n: f"TEA-{n:04}")
    product = factory.SubFactory(ProductFactory)
    list_price_amount = 9900
    weight_grams = 250


class WarehouseFactory(ModelFactory[Warehouse]):
    class Meta:
        model = Warehouse

    code = factory.Sequence(lambda n: f"WH-{n}")
    name = factory.Sequence(lambda n: f"仓库{n}")
    region_code = SHANGHAI
    address = "仓储路1号"


def reserved(number: str, *demand: Demand, destination: str = SHANGHAI) -> tuple[Allocation, ...]:
    """Reserve for the order of this number; return what it got."""
    result = services.reserve_stock(
        reference=number, demand=demand, destination=destination, actor=SHOPPER, at=NOON
    )
    return result.allocations


def stocked(sku: Sku | None = None, quantity: int = 10, **warehouse: Any) -> StockItem:
    """A stock item with ``quantity`` on hand, received into a warehouse of these traits."""
    place = warehouse.pop("warehouse", None) or WarehouseFactory(**warehouse)
    stock_item_id = services.receive_stock(
        sku_id=(sku or SkuFactory()).pk,
        warehouse_id=place.pk,
        quantity=quantity,
        reason="opening stock",
        actor=KEEPER,
        at=NOON,
    )
    return StockItem.objects.get(pk=stock_item_id)
