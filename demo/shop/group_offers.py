"""Two group offers: one that its members complete alone, and one that staff may help along."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.actor import Actor
from core.db import atomic
from demo.shop.shelf import Words
from marketing.models import GroupOffer, VirtualCompletion
from marketing.services import set_up_group_offer
from products.models import Product, Sku

_LOADER = Actor.rule("load_demo")


@dataclass(frozen=True, slots=True)
class Offer:
    """Every SKU of a product, at so many percent of its list price."""

    name: Words
    product: str  # its slug
    percent: int
    team_size: int
    limit: int | None
    virtual_completion: VirtualCompletion


OFFERS = (
    Offer(
        ("龙井二人团", "Longjing for two"),
        "west-lake-longjing",
        80,
        2,
        None,
        VirtualCompletion.NEVER,
    ),
    Offer(
        ("坚果三人团", "Mixed nuts for three"),
        "daily-mixed-nuts",
        70,
        3,
        2,
        VirtualCompletion.BY_STAFF,
    ),
)


@atomic
def load_group_offers(at: datetime) -> None:
    """Offers that run for a year, as far as they are missing."""
    known = set(GroupOffer.objects.values_list("name", flat=True))
    for offer in OFFERS:
        if offer.name[0] not in known:
            _set_up(offer, at=at)


def _set_up(offer: Offer, *, at: datetime) -> None:
    product = Product.objects.get(slug=offer.product)
    listed = Sku.objects.filter(product=product).values_list("code", "list_price_amount")
    set_up_group_offer(
        product_id=product.pk,
        prices={code: amount * offer.percent // 100 for code, amount in listed},
        name=offer.name[0],
        name_en=offer.name[1],
        team_size=offer.team_size,
        form_within=None,
        opens_at=at,
        ends_at=at + timedelta(days=365),
        limit_per_member=offer.limit,
        quota=None,
        takes_coupons=False,
        virtual_completion=offer.virtual_completion,
        actor=_LOADER,
        at=at,
    )
