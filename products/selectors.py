"""Reads of the catalogue, of freight and of stock. Each is one query unless it says otherwise."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from products.models import (
    Category,
    FreightRate,
    Product,
    Reservation,
    Sku,
    StockItem,
    StockMovement,
    Warehouse,
    WarehouseKind,
)
from products.sourcing import Availability

_UNPROMISED = F("on_hand") - F("reserved") - F("safety")


def stores() -> QuerySet[Warehouse]:
    """The branches that are open, in the order in which the shop ranks them."""
    open_stores = Warehouse.objects.filter(kind=WarehouseKind.STORE, is_active=True)
    return open_stores.order_by("priority", "pk")


def categories() -> QuerySet[Category]:
    return Category.objects.select_related("parent")


def products_on_sale(*, search: str = "", category: str = "") -> QuerySet[Product]:
    """Products with a SKU on sale, each with ``lowest_price_amount`` and ``in_stock``.

    ``search``: part of a name in either language or of a SKU code; ``category``:
    a slug, which stands for the categories below it too.
    """
    on_sale = Sku.objects.filter(product=OuterRef("pk"), is_active=True)
    ready = _shippable().filter(
        sku__product=OuterRef("pk"), sku__is_active=True, on_hand__gt=F("reserved") + F("safety")
    )
    products = Product.objects.filter(Exists(on_sale), is_active=True)
    if search:
        products = products.filter(
            Q(name__icontains=search)
            | Q(name_en__icontains=search)
            | Exists(on_sale.filter(code__icontains=search))
        )
    if category:
        products = products.filter(Q(category__slug=category) | Q(category__parent__slug=category))
    return products.select_related("category").annotate(
        lowest_price_amount=Subquery(
            on_sale.order_by("list_price_amount").values("list_price_amount")[:1]
        ),
        in_stock=Exists(ready),
    )


def products_with_figures() -> QuerySet[Product]:
    """For staff: each with its lowest and highest price, ``skus_count`` and ``available``."""
    skus = Sku.objects.filter(product=OuterRef("pk")).values("product").order_by()
    on_sale = skus.filter(is_active=True)
    stock = _shippable().filter(sku__product=OuterRef("pk")).values("sku__product").order_by()

    def figure(rows: QuerySet[Any, Any], aggregate: Aggregate) -> Subquery:
        return Subquery(rows.annotate(figure=aggregate).values("figure"))

    return Product.objects.select_related("category").annotate(
        lowest_price_amount=figure(on_sale, Min("list_price_amount")),
        highest_price_amount=figure(on_sale, Max("list_price_amount")),
        skus_count=Coalesce(figure(skus, Count("pk")), 0),
        available=Coalesce(figure(stock, Sum(Greatest(_UNPROMISED, 0))), 0),
    )


def product_on_sale(slug: str) -> Product:
    """The product with its category; its ``skus.all()`` are those on sale: two queries.

    Raises NotFound.
    """
    skus = Prefetch("skus", Sku.objects.filter(is_active=True).order_by("pk"))
    found = Product.objects.filter(slug=slug, is_active=True).prefetch_related(skus)
    product = found.select_related("category__parent").first()
    if product is None:
        raise NotFound(what=_("product"))
    return product


def skus_for_checkout(codes: Collection[str]) -> list[Sku]:
    """The SKUs of these codes, with their products and those's categories.

    Those no longer on sale are among them: the caller says why it refuses them.
    """
    return list(Sku.objects.filter(code__in=codes).select_related("product__category"))


def skus_on_sale(*, limit: int) -> list[Sku]:
    """SKUs that may be ordered, with their products, by code: for who types one."""
    on_sale = Sku.objects.filter(is_active=True, product__is_active=True)
    return list(on_sale.select_related("product").order_by("code")[:limit])


def freight_rates(template_ids: Iterable[int], region_code: str) -> dict[int, FreightRate]:
    """Template id -> its rate for this district. A template without one does not serve it."""
    divisions = [region_code, f"{region_code[:4]}00", f"{region_code[:2]}0000"]
    rates = FreightRate.objects.filter(
        Q(region_codes=[]) | Q(region_codes__overlap=divisions), template__in=set(template_ids)
    ).order_by("pk")

    def breadth(rate: FreightRate) -> int:
        named = [index for index, code in enumerate(divisions) if code in rate.region_codes]
        return min(named, default=len(divisions))

    by_template: dict[int, FreightRate] = {}
    for rate in sorted(rates, key=breadth):
        by_template.setdefault(rate.template_id, rate)
    return by_template


def _shippable() -> QuerySet[StockItem]:
    return StockItem.objects.filter(
        warehouse__is_active=True, warehouse__kind=WarehouseKind.WAREHOUSE
    )


def warehouses_in_use() -> QuerySet[Warehouse]:
    return Warehouse.objects.filter(is_active=True).order_by("-kind", "priority", "code")


def stock_items() -> QuerySet[StockItem]:
    """With SKU, product and warehouse."""
    return StockItem.objects.select_related("sku__product", "warehouse")


def movements() -> QuerySet[StockMovement]:
    """With SKU, product and warehouse, and what was on hand and reserved after each.

    Those are today's counters less all that came after: for recent movements, that is little.
    """
    later = StockMovement.objects.filter(stock_item=OuterRef("stock_item"), pk__gt=OuterRef("pk"))
    sums = later.order_by().values("stock_item")

    def after(counter: str) -> Any:
        came_later = Subquery(sums.values(pieces=Sum(f"{counter}_delta")))
        return F(f"stock_item__{counter}") - Coalesce(came_later, 0)

    return StockMovement.objects.select_related(
        "stock_item__sku__product", "stock_item__warehouse"
    ).annotate(on_hand_after=after("on_hand"), reserved_after=after("reserved"))


def at_most(available: int, items: QuerySet[StockItem]) -> QuerySet[StockItem]:
    """Those with so many pieces available, or fewer."""
    return items.filter(on_hand__lte=F("reserved") + F("safety") + available)


def drifted_stock() -> QuerySet[StockItem]:
    """Items whose counters differ from what explains them: the sums of their movements,
    ``moved_on_hand`` and ``moved_reserved``, and what is ``promised`` to orders."""

    def total(rows: QuerySet[Any], column: str) -> Coalesce:
        of_item = rows.filter(stock_item=OuterRef("pk")).order_by().values("stock_item")
        return Coalesce(Subquery(of_item.annotate(total=Sum(column)).values("total")), 0)

    return (
        stock_items()
        .annotate(
            moved_on_hand=total(StockMovement.objects.all(), "on_hand_delta"),
            moved_reserved=total(StockMovement.objects.all(), "reserved_delta"),
            promised=total(Reservation.objects.open(), "quantity"),
        )
        .exclude(on_hand=F("moved_on_hand"), reserved=F("moved_reserved"), promised=F("reserved"))
    )


def availability(sku_ids: Collection[int]) -> list[Availability]:
    """What every warehouse that ships can give of these SKUs, for ``sourcing.plan``."""
    rows = (
        _shippable()
        .filter(sku__in=sku_ids)
        .order_by("pk")
        .values_list(
            "pk",
            "sku_id",
            "warehouse_id",
            _UNPROMISED,
            "warehouse__serves_regions",
            "warehouse__priority",
        )
    )
    return [
        Availability(pk, sku_id, warehouse_id, available, tuple(serves), priority)
        for pk, sku_id, warehouse_id, available, serves, priority in rows
    ]


def available_by_sku(sku_ids: Collection[int]) -> dict[int, int]:
    """SKU id -> pieces that can be ordered for shipping now, 0 where there are none."""
    rows = (
        _shippable()
        .filter(sku__in=sku_ids)
        .values_list("sku_id")
        .annotate(pieces=Sum(Greatest(_UNPROMISED, 0)))
        .order_by()
    )
    return dict.fromkeys(sku_ids, 0) | dict(rows)


def reservations_of(reference: str) -> QuerySet[Reservation]:
    """All reservations of an order, open and closed, with stock item, SKU and warehouse."""
    return (
        Reservation.objects.filter(reference=reference)
        .select_related("stock_item__sku", "stock_item__warehouse")
        .order_by("line", "pk")
    )


def quota_left(quota: str) -> int:
    """Pieces kept for a sale that no order has taken. Takes no lock; counts what is being taken."""
    slices = Reservation.objects.open().filter(reference=quota)
    return slices.aggregate(left=Coalesce(Sum("quantity"), 0))["left"]
