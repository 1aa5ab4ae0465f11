"""What points buy in the demo shop: for points alone, and for points and money."""

from datetime import datetime, timedelta

from core.actor import Actor
from core.db import atomic
from marketing.models import MallItem
from marketing.services import set_up_mall_item
from products.models import Sku

# SKU code: points, and fen beside them.
ITEMS = {"HOM-BWL-1": (1500, 0), "FOD-CHO-1": (800, 9_90), "TEA-LJ-1": (3000, 19_90)}


@atomic
def load_points_mall(at: datetime) -> None:
    """The items, as far as they are missing: for a year, fifty of each, two for a member."""
    known = set(MallItem.objects.values_list("sku__code", flat=True))
    for sku in Sku.objects.filter(code__in=ITEMS.keys() - known).order_by("code"):
        points, cash_amount = ITEMS[sku.code]
        set_up_mall_item(
            sku=sku,
            points=points,
            cash_amount=cash_amount,
            starts_at=at,
            ends_at=at + timedelta(days=365),
            quota=50,
            per_member_limit=2,
            actor=Actor.rule("load_demo"),
            at=at,
        )
