"""The one way to take of an offer with a quota, and to give back.

The offer's row is the lock of its quota and of its members' limits. It is taken late and once
per order, and nothing but stock is locked after it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Sum

from core.db import atomic
from marketing.deals import ClaimLine, Deal
from marketing.errors import OfferFrozen, OfferLimitReached, OfferSoldOut, OfferTooSmall
from marketing.models.offers import LimitedOffer
from marketing.selectors.offers import Claims

# Offers are locked in the order of their ids: two sweeps at once cannot wait for each other.
_GIVE_BACK = """
    WITH given AS (
        UPDATE {claims} SET given_back_at = %(at)s
        WHERE reference = ANY(%(references)s) AND given_back_at IS NULL
        RETURNING offer_id, quantity
    ), summed AS (
        SELECT offer_id, sum(quantity)::int AS quantity FROM given GROUP BY offer_id
    ), locked AS MATERIALIZED (
        SELECT id, claimed FROM {offers} WHERE id IN (SELECT offer_id FROM summed)
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE {offers} AS offer SET claimed = locked.claimed - summed.quantity
    FROM summed JOIN locked ON locked.id = summed.offer_id
    WHERE offer.id = locked.id
"""


def require_change(
    offer: LimitedOffer, fields: Mapping[str, Any], *, keeps: bool, always: Collection[str]
) -> None:
    """Whether staff may set these fields; where orders rely on it, those of ``always`` alone.

    Callers hold its lock. Raises OfferFrozen, OfferTooSmall.
    """
    changed = {name for name, value in fields.items() if getattr(offer, name) != value}
    if keeps and changed - set(always):
        raise OfferFrozen
    if fields.get("quota", offer.quota) < offer.claimed:
        raise OfferTooSmall(claimed=offer.claimed)


@atomic
def take(
    offers: type[LimitedOffer],
    claims: Claims,
    deal: Deal,
    *,
    reference: str,
    member_id: int,
    lines: Sequence[ClaimLine],
    at: datetime,
) -> None:
    """Claim the order's pieces. Raises OfferSoldOut, OfferLimitReached."""
    quantity = sum(line.quantity for line in lines)
    offer = _counted(offers, deal.reference, quantity)
    _require_within_limit(offer, claims, member_id=member_id, quantity=quantity)
    claims._default_manager.create(
        offer=offer, member_id=member_id, reference=reference, quantity=quantity, claimed_at=at
    )


def _require_within_limit(
    offer: LimitedOffer, claims: Claims, *, member_id: int, quantity: int
) -> None:
    """Under the offer's lock: of one member's orders at once, each sees what the others hold."""
    held = claims._default_manager.filter(offer=offer, member_id=member_id, given_back_at=None)
    mine = held.aggregate(pieces=Sum("quantity"))["pieces"] or 0
    if mine + quantity > offer.per_member_limit:
        left = max(offer.per_member_limit - mine, 0)
        raise OfferLimitReached(limit=offer.per_member_limit, left=left)


def _counted(offers: type[LimitedOffer], public_id: str, quantity: int) -> LimitedOffer:
    """The offer with so many pieces more claimed, under its lock; none where it is not enough."""
    wanted = offers._default_manager.filter(public_id=public_id)
    room = wanted.filter(withdrawn_at=None, claimed__lte=F("quota") - quantity)
    taken = room.update(claimed=F("claimed") + quantity)
    offer = wanted.get()
    if not taken:
        raise OfferSoldOut(left=0 if offer.withdrawn_at else offer.left)
    return offer


@atomic
def give_back(
    offers: type[LimitedOffer],
    claims: Claims,
    references: Sequence[str],
    *,
    at: datetime,
) -> None:
    """What these orders still hold is free again: one statement, twice is once."""
    tables = {"offers": offers._meta.db_table, "claims": claims._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK.format(**tables), {"references": list(references), "at": at})


@atomic
def take_again(offers: type[LimitedOffer], claims: Claims, reference: str) -> None:
    """Claim once more what was given back. Raises OfferSoldOut, OfferLimitReached."""
    claim = claims._default_manager.select_related("offer").get(reference=reference)
    if claim.given_back_at is None:
        return
    offer = _counted(offers, str(claim.offer.public_id), claim.quantity)
    _require_within_limit(offer, claims, member_id=claim.member_id, quantity=claim.quantity)
    claim.given_back_at = None
    claim.save(update_fields=["given_back_at"])
