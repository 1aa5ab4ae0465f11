"""What makes a basket of the bench cheaper: a full reduction, and coupons to spend."""

from datetime import datetime, timedelta

from bench.shop import STAFF, BenchShop
from marketing.models import CouponTemplate
from marketing.selectors.coupons import held_by_each
from marketing.selectors.grants import seen_of
from marketing.services import grant_coupons, set_up_reduction, set_up_template
from members.services import grant_points

_MONTH = timedelta(days=30)
PLENTY = 1_000_000


def open_season(shop: BenchShop, *, at: datetime) -> CouponTemplate:
    """From 200 on 30 off, a coupon of 10 off beside it, and points to pay a part with."""
    set_up_reduction(
        name="满 200 减 30",
        steps=[{"threshold": 20_000, "off": 3_000, "free_shipping": False}],
        starts_at=at - _MONTH,
        ends_at=at + _MONTH,
        actor=STAFF,
        at=at,
    )
    for buyer in shop.buyers:
        grant_points(
            member_id=buyer.member_id,
            points=PLENTY,
            key=f"bench:{buyer.member_id}",
            reason="bench",
            actor=STAFF,
            at=at,
        )
    return set_up_template(
        name="立减 10 元",
        kind="fixed",
        amount=1_000,
        threshold_amount=10_000,
        valid_days=30,
        per_member_limit=PLENTY,
        actor=STAFF,
        at=at,
    )


def hand_out(template: CouponTemplate, shop: BenchShop, *, each: int, at: datetime) -> None:
    """So many more coupons for every buyer."""
    members = [buyer.member_id for buyer in shop.buyers]
    for _ in range(each):
        seen = seen_of(members, held_by_each(template.pk, members))
        grant_coupons(template_id=template.pk, member_ids=members, seen=seen, actor=STAFF, at=at)
