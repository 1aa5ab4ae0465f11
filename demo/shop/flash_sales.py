"""A flash sale that runs for a day, and the next one, a day later."""

from datetime import datetime, timedelta

from core.actor import Actor
from core.db import atomic
from demo.shop.shelf import Words
from marketing.models import FlashSale
from marketing.services import FlashTerms, set_up_flash_sale
from products.models import Sku

_LOADER = Actor.rule("load_demo")
_DAY = timedelta(days=1)

# SKU code: percent of its list price, pieces, and pieces for one member.
SESSIONS: tuple[tuple[Words, dict[str, tuple[int, int, int]]], ...] = (
    (("今日秒杀", "Today's flash sale"), {"FOD-SSM-1": (50, 30, 1), "FOD-SSM-2": (60, 20, 2)}),
    (("明日秒杀", "Tomorrow's flash sale"), {"TEA-LJ-2": (70, 20, 1)}),
)


@atomic
def load_flash_sales(at: datetime) -> None:
    """The sessions, as far as they are missing."""
    known = set(FlashSale.objects.values_list("name", flat=True))
    for days, (name, goods) in enumerate(SESSIONS):
        if name[0] not in known:
            _set_up(name, goods, starts_at=at + days * _DAY, at=at)


def _set_up(
    name: Words, goods: dict[str, tuple[int, int, int]], *, starts_at: datetime, at: datetime
) -> None:
    set_up_flash_sale(
        name=name[0],
        name_en=name[1],
        starts_at=starts_at,
        ends_at=starts_at + _DAY,
        pay_within=None,
        takes_coupons=False,
        items=[
            FlashTerms(
                sku_id=sku.pk,
                price_amount=sku.list_price_amount * percent // 100,
                quota=quota,
                per_member_limit=limit,
            )
            for sku in Sku.objects.filter(code__in=goods)
            for percent, quota, limit in [goods[sku.code]]
        ],
        actor=_LOADER,
        at=at,
    )
