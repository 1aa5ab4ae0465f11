"""The demo shop's promotions: full reductions for large baskets and for tea, and a coupon of each
kind. They run for a year, so that many demonstrations find them."""

from datetime import datetime, timedelta
from typing import Any

from core.actor import Actor
from core.db import atomic
from demo.shop.goods import tea
from marketing.models import CouponTemplate, FullReductionOffer
from marketing.services import set_up_reduction, set_up_template

_YEAR = timedelta(days=365)
_BY = Actor.rule("load_demo")

_REDUCTIONS: tuple[dict[str, Any], ...] = (
    {
        "name": "满 3000 减 300",
        "name_en": "300 off from 3000",
        "steps": [{"threshold": 300_000, "off": 30_000, "free_shipping": False}],
        "stacking_group": "season",
    },
    {
        "name": "茶饮满 300 减 40",
        "name_en": "40 off from 300 of tea and coffee",
        "steps": [{"threshold": 30_000, "off": 4_000, "free_shipping": False}],
        "sku_codes": [code for good in tea.SHELF.goods for code, _ in tea.SHELF.sku_codes(good)],
        "stacking_group": "season",
    },
)
_COUPONS: tuple[dict[str, Any], ...] = (
    {
        "name": "满 199 减 20",
        "name_en": "20 off from 199",
        "kind": "fixed",
        "amount": 2_000,
        "threshold_amount": 19_900,
        "stackable": True,
    },
    {
        "name": "九折券",
        "name_en": "10 % off, up to 50",
        "kind": "percent",
        "off_basis_points": 1_000,
        "cap_amount": 5_000,
        "total_limit": 500,
    },
    {
        "name": "免运费券",
        "name_en": "Free shipping",
        "kind": "free_shipping",
        "stackable": True,
        "per_member_limit": 3,
    },
)


@atomic
def load_promotions(at: datetime) -> None:
    """As far as they are missing: what has their name is left as it is."""
    reductions = set(FullReductionOffer.objects.values_list("name", flat=True))
    for terms in _REDUCTIONS:
        if terms["name"] not in reductions:
            window = {"starts_at": at, "ends_at": at + _YEAR}
            set_up_reduction(**terms, **window, actor=_BY, at=at)
    templates = set(CouponTemplate.objects.values_list("name", flat=True))
    for terms in _COUPONS:
        if terms["name"] not in templates:
            window = {"claimable_from": at, "claimable_until": at + _YEAR}
            set_up_template(**terms, **window, valid_days=30, actor=_BY, at=at)
