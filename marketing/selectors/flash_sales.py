"""Flash sales: what is on, what is left of it, and the deal that an order gets."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.formats import date_format

from core.clock import shop_time
from marketing.deals import Deal, DealKind, DealWanted
from marketing.errors import (
    FlashLimitReached,
    FlashSaleNotOpen,
    FlashSaleOver,
    FlashSaleSoldOut,
    NotInFlashSale,
    UnknownDeal,
)
from marketing.models import STOCK_QUOTA, FlashBuyer, FlashItem, FlashSale, FlashSaleState
from marketing.pricing import PriceKind, UnitPrice
from marketing.rules import FLASH_PAYMENT_TIMEOUT
from products.models import Reservation

_AHEAD = timedelta(days=7)


def deal_of(
    wanted: DealWanted, *, member_id: int, quantities: Mapping[str, int], at: datetime
) -> Deal:
    """One statement without a lock: who comes too late is told before anything is written.

    Raises UnknownDeal, FlashSaleNotOpen, FlashSaleOver, NotInFlashSale, FlashSaleSoldOut and
    FlashLimitReached; the last two have their last word in ``claim``.
    """
    item = _item_for(wanted, member_id)
    sale, code = item.sale, item.sku.code
    state = sale.state(at)
    if state == FlashSaleState.TO_COME:
        starts_at = date_format(shop_time(sale.starts_at), "DATETIME_FORMAT")
        raise FlashSaleNotOpen(starts_at=starts_at)
    if state == FlashSaleState.OVER:
        raise FlashSaleOver
    if set(quantities) != {code}:
        raise NotInFlashSale(sku=code)
    if item.left < quantities[code]:
        raise FlashSaleSoldOut(left=item.left)
    if item.bought + quantities[code] > item.per_member_limit:
        raise FlashLimitReached(limit=item.per_member_limit)
    return Deal(
        DealKind.FLASH_SALE,
        wanted.reference,
        prices={code: UnitPrice(PriceKind.FLASH_SALE, item.price_amount)},
        takes_coupons=sale.takes_coupons,
        pay_within=sale.pay_within or FLASH_PAYMENT_TIMEOUT.duration,
        brings_stock=True,
    )


def flash_sales(*, at: datetime) -> QuerySet[FlashSale]:
    """Those that run and those of the next days, each with its items and what is left of them."""
    return _with_items(_shown(at))


def flash_sales_of(product: str, *, at: datetime) -> QuerySet[FlashSale]:
    """Of them, those with offers of the product of this slug, and these offers alone."""
    offers = items().filter(sku__product__slug=product)
    theirs = _shown(at).filter(Exists(offers.filter(sale=OuterRef("pk"))))
    return theirs.prefetch_related(Prefetch("items", offers))


def sales() -> QuerySet[FlashSale]:
    """All of them for staff, the last first."""
    return _with_items(FlashSale.objects.order_by("-starts_at", "-pk"))


def items() -> QuerySet[FlashItem]:
    """With sale, SKU and product, and the pieces that are ``left`` for orders."""
    return _with_left(FlashItem.objects.select_related("sale", "sku__product"))


def sales_to_end(*, at: datetime) -> QuerySet[FlashSale]:
    """Whose time is over and whose pieces are not stock again yet."""
    return FlashSale.objects.filter(ended_at=None, ends_at__lte=at).order_by("ends_at", "pk")


def _shown(at: datetime) -> QuerySet[FlashSale]:
    ahead = FlashSale.objects.filter(ended_at=None, ends_at__gt=at, starts_at__lte=at + _AHEAD)
    return ahead.order_by("starts_at", "pk")


def _with_items(sales: QuerySet[FlashSale]) -> QuerySet[FlashSale]:
    """Two statements, however many sales: the figures of all items are one of them."""
    return sales.prefetch_related(Prefetch("items", items()))


def _item_for(wanted: DealWanted, member_id: int) -> Any:
    """With its sale and SKU, and as ``bought`` what the member has of it."""
    try:
        public_id = UUID(wanted.reference)
    except ValueError:
        raise UnknownDeal(kind=wanted.kind) from None
    mine = FlashBuyer.objects.filter(item=OuterRef("pk"), member=member_id).values("quantity")
    offers = _with_left(FlashItem.objects.select_related("sale", "sku"))
    item = offers.annotate(bought=Coalesce(Subquery(mine), 0)).filter(public_id=public_id).first()
    if item is None:
        raise UnknownDeal(kind=wanted.kind)
    return item


def _with_left(offers: QuerySet[FlashItem]) -> QuerySet[FlashItem]:
    """With the pieces that are ``left`` for orders: none once the sale has ended."""
    quota = Concat(Value(STOCK_QUOTA), Cast(OuterRef("pk"), TextField()))
    slices = Reservation.objects.open().filter(reference=quota).order_by().values("reference")
    left = slices.annotate(left=Sum("quantity")).values("left")
    return offers.annotate(left=Coalesce(Subquery(left), 0))
