"""Flash sales as staff run them: their quotas come out of stock, and what is not sold goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.actor import Actor
from core.db import atomic
from marketing.errors import FlashQuotaChanged, FlashQuotaTaken, FlashSaleEnded
from marketing.models import FlashItem, FlashSale, stock_quota
from marketing.services.changes import kept, log_change, save_logged, shown
from products.selectors import quota_left
from products.services import reduce_quota, release_stock, reserve_quota

# So many slices let so many buyers take at once. A slice is as large as a member's limit, so that
# one order takes one, where enough are left of them.
_SLICES, _FEWEST_SLICES = 64, 16


@dataclass(frozen=True, slots=True)
class FlashTerms:
    """What is sold in a session: the price in fen, pieces in all and for one member."""

    sku_id: int
    price_amount: int
    quota: int
    per_member_limit: int = 1

    @property
    def slice_size(self) -> int:
        for_one_order = min(self.per_member_limit, -(-self.quota // _FEWEST_SLICES))
        return max(for_one_order, -(-self.quota // _SLICES))


@atomic
def set_up_flash_sale(
    *,
    name: str,
    name_en: str,
    starts_at: datetime,
    ends_at: datetime,
    pay_within: timedelta | None,
    takes_coupons: bool,
    items: Sequence[FlashTerms],
    actor: Actor,
    at: datetime,
) -> FlashSale:
    """A session, with the pieces of all its items taken out of stock; all of them, or nothing.

    Raises InsufficientStock.
    """
    sale = FlashSale.objects.create(
        name=name,
        name_en=name_en,
        starts_at=starts_at,
        ends_at=ends_at,
        pay_within=pay_within,
        takes_coupons=takes_coupons,
    )
    for terms in sorted(items, key=lambda each: each.sku_id):
        item = FlashItem.objects.create(
            sale=sale,
            sku_id=terms.sku_id,
            price_amount=terms.price_amount,
            quota=terms.quota,
            per_member_limit=terms.per_member_limit,
            slice_size=terms.slice_size,
        )
        _reserve(item, terms.quota, actor=actor, at=at)
    log_change(sale, before={}, after=shown(sale) | _quotas(sale), actor=actor, at=at)
    return sale


@atomic
def start_flash_sale(*, sale_id: int, actor: Actor, at: datetime) -> FlashSale:
    """Begin now what was to begin later. Raises FlashSaleEnded."""
    sale = _open_sale(sale_id, at)
    return save_logged(sale, {"starts_at": at}, actor=actor, at=at) if at < sale.starts_at else sale


@atomic
def end_flash_sale(*, sale_id: int, actor: Actor, at: datetime) -> FlashSale:
    """Nothing is sold any more, and what no order took is stock again. Twice is once."""
    sale = _locked(sale_id)
    if sale.ended_at is None:
        sale.ended_at, sale.ended_by = at, str(actor)
        sale.save(update_fields=["ended_at", "ended_by"])
        after = {"ended_at": kept(at)}
        log_change(sale, before={"ended_at": None}, after=after, actor=actor, at=at)
        quotas = [stock_quota(item_id) for item_id in sale.items.values_list("pk", flat=True)]
        release_stock(references=quotas, reason=sale.name, actor=actor, at=at)
    return sale


@atomic
def change_flash_quota(
    *, item_id: int, quota: int, expected_quota: int, actor: Actor, at: datetime
) -> FlashItem:
    """More pieces of stock for an item, or fewer, also while it runs.

    Raises FlashQuotaChanged when another quota than ``expected_quota`` is in force,
    FlashSaleEnded, InsufficientStock, and FlashQuotaTaken where more are sold.
    """
    _open_sale(FlashItem.objects.values_list("sale_id", flat=True).get(pk=item_id), at)
    item = FlashItem.objects.get(pk=item_id)
    if item.quota != expected_quota:
        raise FlashQuotaChanged(expected=expected_quota, quota=item.quota)
    more, before = quota - item.quota, _quotas(item.sale)
    item.quota = quota
    item.save(update_fields=["quota"])
    log_change(item.sale, before=before, after=_quotas(item.sale), actor=actor, at=at)
    if more > 0:
        _reserve(item, more, actor=actor, at=at)
    elif more < 0 and not reduce_quota(
        quota=item.stock_quota, quantity=-more, reason=item.sale.name, actor=actor, at=at
    ):
        raise FlashQuotaTaken(left=quota_left(item.stock_quota))
    return item


def _quotas(sale: FlashSale) -> dict[str, Any]:
    """By SKU: how many pieces at how many fen each, and how many of them for one member."""
    rows = FlashItem.objects.filter(sale=sale).order_by("sku__code")
    terms = rows.values_list("sku__code", "quota", "price_amount", "per_member_limit")
    return {
        "items": {
            code: {"quota": quota, "price_amount": price, "per_member_limit": limit}
            for code, quota, price, limit in terms
        }
    }


def _reserve(item: FlashItem, quantity: int, *, actor: Actor, at: datetime) -> None:
    reserve_quota(
        quota=item.stock_quota,
        sku_id=item.sku_id,
        quantity=quantity,
        slice_size=item.slice_size,
        actor=actor,
        at=at,
    )


def _open_sale(sale_id: int, at: datetime) -> FlashSale:
    sale = _locked(sale_id)
    if sale.ended_at is not None or sale.ends_at <= at:
        raise FlashSaleEnded
    return sale


def _locked(sale_id: int) -> FlashSale:
    """The mutex of a session's end and of its quotas; buyers do not wait for it."""
    return FlashSale.objects.select_for_update(no_key=True).get(pk=sale_id)
