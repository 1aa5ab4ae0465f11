"""A presale in its warm-up: 20 yuan of deposit that are worth 40, the balance two days later."""

from datetime import datetime, timedelta

from core.actor import Actor
from core.db import atomic
from marketing.models import Presale
from marketing.services import set_up_presale
from products.models import Sku

NAME = ("秋冬毛毯预售", "Blankets, ahead of the season")
_SKU, _DEPOSIT, _WORTH = "HOM-BLK-1", 20_00, 40_00
_DAY = timedelta(days=1)


@atomic
def load_presales(at: datetime) -> None:
    """The presale, where it is missing."""
    if Presale.objects.filter(name=NAME[0]).exists():
        return
    sku = Sku.objects.get(code=_SKU)
    set_up_presale(
        name=NAME[0],
        name_en=NAME[1],
        sku=sku,
        price_amount=sku.list_price_amount,
        deposit_amount=_DEPOSIT,
        deposit_worth_amount=_WORTH,
        starts_at=at,
        ends_at=at + 2 * _DAY,
        balance_opens_at=at + 2 * _DAY,
        balance_due_at=at + 3 * _DAY,
        quota=100,
        per_member_limit=2,
        actor=Actor.rule("load_demo"),
        at=at,
    )
