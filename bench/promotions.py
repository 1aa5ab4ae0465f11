"""What makes a basket of the bench cheaper: a full reduction, and coupons to spend."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import QuerySet

from bench.shop import STAFF, BenchShop
from core.clock import real_now
from marketing.models import Coupon, CouponTemplate
from marketing.selectors.coupons import held_by_each
from marketing.selectors.grants import seen_of
from marketing.services import change_reduction, grant_coupons, set_up_reduction, set_up_template

_MONTH = timedelta(days=30)
PLENTY = 1_000_000


@contextmanager
def season() -> Iterator[CouponTemplate]:
    """From 200 on 30 off, and a coupon of 10 off beside it; over at the end of the block, so that
    every benchmark finds the shop as it would alone."""
    at = real_now()
    reduction = set_up_reduction(
        name="满 200 减 30",
        steps=[{"threshold": 20_000, "off": 3_000, "free_shipping": False}],
        starts_at=at - _MONTH,
        ends_at=at + _MONTH,
        actor=STAFF,
        at=at,
    )
    template = set_up_template(
        name="立减 10 元",
        kind="fixed",
        amount=1_000,
        threshold_amount=10_000,
        valid_days=30,
        per_member_limit=PLENTY,
        actor=STAFF,
        at=at,
    )
    try:
        yield template
    finally:
        over = real_now()
        change_reduction(offer_id=reduction.pk, is_enabled=False, actor=STAFF, at=over)
        unspent(template).update(valid_until=over)


def unspent(template: CouponTemplate) -> QuerySet[Coupon]:
    return Coupon.objects.filter(template=template, used_for="").order_by("pk")


def hand_out(template: CouponTemplate, shop: BenchShop, *, each: int, at: datetime) -> None:
    """So many more coupons for every buyer."""
    members = [buyer.member_id for buyer in shop.buyers]
    for _ in range(each):
        seen = seen_of(members, held_by_each(template.pk, members))
        grant_coupons(template_id=template.pk, member_ids=members, seen=seen, actor=STAFF, at=at)
