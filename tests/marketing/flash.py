"""A session on real stock, its buyers, and the figures that tests look at."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from core.actor import Actor
from core.laws import verdicts
from marketing.deals import DealKind, DealWanted
from marketing.models import FlashItem, FlashSale
from marketing.services import FlashTerms, set_up_flash_sale
from members.models import Address, Member
from orders import services as orders
from orders.models import EntryPoint, Order
from orders.services import Item
from products.models import Sku
from products.selectors import quota_left
from tests.orders.factories import NOON, STAFF, an_address

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def a_session(
    skus: Mapping[str, Sku], *, at: datetime = NOON, limit: int = 1, price: int = 1900, **terms: Any
) -> FlashSale:
    """A session of an hour that has just begun: of each SKU so many pieces as ``quota`` says."""
    quota = terms.pop("quota", 10)
    items = [FlashTerms(sku.pk, price, quota, limit) for sku in skus.values()]
    session = {
        "name": "午间秒杀",
        "name_en": "Noon sale",
        "starts_at": at,
        "ends_at": at + HOUR,
        "pay_within": None,
        "takes_coupons": False,
    }
    return set_up_flash_sale(**{**session, **terms}, items=items, actor=STAFF, at=at)


def offer_of(sale: FlashSale) -> FlashItem:
    return sale.items.get()


def wanted(item: FlashItem) -> DealWanted:
    return DealWanted(DealKind.FLASH_SALE, str(item.public_id))


def buy(
    item: FlashItem,
    member: Member,
    quantity: int = 1,
    *,
    at: datetime = NOON,
    address: Address | None = None,
) -> Order:
    address = address or Address.objects.filter(member=member).first() or an_address(member)
    return orders.place_order(
        member_id=member.pk,
        items=[Item(item.sku.code, quantity)],
        address_id=address.public_id,
        fingerprint=None,
        entry_point=EntryPoint.FLASH_SALE,
        deal=wanted(item),
        actor=Actor.member(member.pk),
        at=at,
    )


def close(order: Order, at: datetime = NOON) -> Order:
    return orders.close_order(order_id=order.pk, actor=STAFF, reason="cancelled", at=at)


def left_of(item: FlashItem) -> int:
    return quota_left(item.stock_quota)


def broken() -> list[str]:
    """The laws of goods and orders that do not hold. Of money there is none here."""
    rows = [row for row in verdicts() if row.app in ("products", "marketing", "orders")]
    return [f"{row.law.name}: {row.broken}" for row in rows if row.broken]


def waiting_now() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        (count,) = cursor.fetchone()
    return int(count)
