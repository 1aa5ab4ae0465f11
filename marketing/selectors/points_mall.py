from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from marketing.deals import Deal, DealKind, DealWanted
from marketing.models import MallClaim, MallItem
from marketing.pricing import PriceKind, UnitPrice
from marketing.selectors.offers import offer_for, with_mine


def deal_of(
    wanted: DealWanted, *, member_id: int, quantities: Mapping[str, int], at: datetime
) -> Deal:
    """Points, or points and money, and no reduction beside them. One statement.

    Raises what ``offer_for`` raises. Whether the member has the points is asked when they pay.
    """
    item = offer_for(
        MallItem, MallClaim, wanted.reference, member_id=member_id, quantities=quantities, at=at
    )
    price = UnitPrice(PriceKind.POINTS, item.cash_amount, item.points)
    return Deal(kind=DealKind.POINTS, reference=str(item.public_id), prices={item.sku.code: price})


def items_shown(*, member_id: int, at: datetime) -> QuerySet[Any]:
    """What is open now, the fewest points first; each with ``mine``, the pieces ordered so far."""
    is_open = MallItem.objects.filter(withdrawn_at=None, starts_at__lte=at, ends_at__gt=at)
    known = is_open.select_related("sku__product").order_by("points", "pk")
    return with_mine(known, MallClaim, member_id)
