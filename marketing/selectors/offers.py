"""The reads that offers with a quota share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from marketing.errors import (
    OfferLimitReached,
    OfferNotOpen,
    OfferSoldOut,
    OtherGoods,
    UnknownDeal,
)
from marketing.models.offers import LimitedOffer

Offer = TypeVar("Offer", bound=LimitedOffer)
Claims = Any  # the kind of OfferClaim that has the key of the offer


def offer_for(
    model: type[Offer],
    claims: Claims,
    reference: str,
    *,
    member_id: int,
    quantities: Mapping[str, int],
    at: datetime,
) -> Offer:
    """The open offer, of which this member may have so many pieces. One statement.

    A first word, so that the preview can tell: claiming has the last. Raises UnknownDeal,
    OfferNotOpen, OtherGoods, OfferLimitReached, OfferSoldOut.
    """
    offer = with_mine(model._default_manager.all(), claims, member_id).filter(
        public_id=_id(reference)
    )
    found = offer.select_related("sku").first()
    if found is None or found.withdrawn_at or at >= found.ends_at:
        raise UnknownDeal
    if at < found.starts_at:
        raise OfferNotOpen.until(found.starts_at)
    if quantities.keys() != {found.sku.code}:
        raise OtherGoods(sku=found.sku.code)
    require_room(found, quantities[found.sku.code], mine=found.mine)
    return found


def with_mine(offers: QuerySet[Offer], claims: Claims, member_id: int | None) -> QuerySet[Any]:
    """Each with ``mine``: the pieces that the member's orders hold of it."""
    held = claims._default_manager.filter(
        offer=OuterRef("pk"), member_id=member_id, given_back_at=None
    )
    summed = held.order_by().values("offer").annotate(pieces=Sum("quantity")).values("pieces")
    return offers.annotate(mine=Coalesce(Subquery(summed), 0))


def require_room(offer: LimitedOffer, quantity: int, *, mine: int) -> None:
    """Raises OfferLimitReached, OfferSoldOut where ``quantity`` more is too much."""
    if mine + quantity > offer.per_member_limit:
        left = max(offer.per_member_limit - mine, 0)
        raise OfferLimitReached(limit=offer.per_member_limit, left=left)
    if quantity > offer.left:
        raise OfferSoldOut(left=offer.left)


def _id(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise UnknownDeal from None
