"""Group offers, as staff set them up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from core.actor import Actor
from core.db import atomic
from marketing.errors import NotOnGroupOffer, QuotaTooSmall
from marketing.models import GroupOffer, GroupPrice, VirtualCompletion
from marketing.services.changes import log_change, shown
from products.selectors import skus_for_checkout


class GroupTerms(TypedDict):
    """What staff say of an offer; see GroupOffer for what each means."""

    name: str
    name_en: str
    team_size: int
    form_within: timedelta | None
    opens_at: datetime
    ends_at: datetime
    limit_per_member: int | None
    quota: int | None
    takes_coupons: bool
    virtual_completion: VirtualCompletion


@atomic
def set_up_group_offer(
    *,
    product_id: int,
    prices: Mapping[str, int],
    actor: Actor,
    at: datetime,
    **terms: Unpack[GroupTerms],
) -> GroupOffer:
    """A new offer of a product: ``prices`` in fen by SKU code.

    Raises NotOnGroupOffer for SKUs of another product, or none at all.
    """
    offer = GroupOffer.objects.create(product_id=product_id, **terms)
    _write_prices(offer, prices)
    log_change(offer, before={}, after=_as_set_up(offer), actor=actor, at=at)
    return offer


@atomic
def change_group_offer(
    *,
    offer_id: int,
    prices: Mapping[str, int],
    actor: Actor,
    at: datetime,
    **terms: Unpack[GroupTerms],
) -> GroupOffer:
    """Other terms and prices; open teams keep their size and deadline, placed orders their price.

    Raises NotOnGroupOffer as above, and QuotaTooSmall below the pieces that are taken.
    """
    offer = GroupOffer.objects.select_for_update(no_key=True).get(pk=offer_id)
    quota = terms["quota"]
    if quota is not None and quota < offer.taken_quantity:
        raise QuotaTooSmall(taken=offer.taken_quantity)
    before = _as_set_up(offer)
    for name, value in terms.items():
        setattr(offer, name, value)
    offer.save(update_fields=list(terms))
    _write_prices(offer, prices)
    log_change(offer, before=before, after=_as_set_up(offer), actor=actor, at=at)
    return offer


def _as_set_up(offer: GroupOffer) -> dict[str, Any]:
    prices = offer.prices.order_by("sku__code").values_list("sku__code", "price_amount")
    return shown(offer) | {"prices": dict(prices)}


def _write_prices(offer: GroupOffer, prices: Mapping[str, int]) -> None:
    skus = {sku.code: sku for sku in skus_for_checkout(prices)}
    foreign = [
        code for code in prices if code not in skus or skus[code].product_id != offer.product_id
    ]
    if foreign or not prices:
        raise NotOnGroupOffer(skus=", ".join(foreign))
    offer.prices.exclude(sku__in=skus.values()).delete()
    GroupPrice.objects.bulk_create(
        [
            GroupPrice(offer=offer, sku=skus[code], price_amount=amount)
            for code, amount in prices.items()
        ],
        update_conflicts=True,
        unique_fields=["offer", "sku"],
        update_fields=["price_amount"],
    )
