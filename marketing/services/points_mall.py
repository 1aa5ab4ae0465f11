"""The points mall: what an order holds of an item's quota, and what staff decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.db import atomic
from marketing.deals import ClaimLine, Deal
from marketing.models import MallClaim, MallItem
from marketing.services import offers
from marketing.services.changes import save_logged

# What may change while orders have been placed for it: they keep the price that they have.
_ALWAYS = frozenset({"quota", "per_member_limit", "ends_at", "points", "cash_amount"})


@atomic
def claim(
    deal: Deal, *, reference: str, member_id: int, lines: Sequence[ClaimLine], at: datetime
) -> None:
    """Raises OfferSoldOut, OfferLimitReached."""
    offers.take(
        MallItem, MallClaim, deal, reference=reference, member_id=member_id, lines=lines, at=at
    )


def note_paid(reference: str, *, complete: bool, at: datetime) -> None:
    """Nothing follows: what is claimed stays claimed."""


@atomic
def give_back(references: Sequence[str], *, at: datetime) -> None:
    offers.give_back(MallItem, MallClaim, references, at=at)


@atomic
def take_again(reference: str, *, at: datetime) -> None:
    """Raises OfferSoldOut, OfferLimitReached."""
    offers.take_again(MallItem, MallClaim, reference)


@atomic
def set_up_mall_item(*, actor: Actor, at: datetime, **fields: Any) -> MallItem:
    """A new item. Raises ValidationError for what cannot be."""
    return save_logged(MallItem(), fields, actor=actor, at=at)


@atomic
def change_mall_item(*, item_id: int, actor: Actor, at: datetime, **fields: Any) -> MallItem:
    """Change one. Raises OfferFrozen, OfferTooSmall, and ValidationError for what cannot be."""
    item = MallItem.objects.select_for_update(no_key=True).get(pk=item_id)
    offers.require_change(item, fields, keeps=item.claims.exists(), always=_ALWAYS)
    return save_logged(item, fields, actor=actor, at=at)
