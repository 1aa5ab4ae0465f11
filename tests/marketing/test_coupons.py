"""Coupons: claimed within limits, spent once, given back when the order closes or is refunded."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.laws import verdicts
from marketing import services as marketing
from marketing.errors import (
    CouponGone,
    CouponLimitReached,
    CouponNotClaimable,
    CouponTermsFrozen,
    GrantChanged,
    UnknownScope,
)
from marketing.models import Coupon, CouponTemplate, PromotionChange
from marketing.rules import COUPONS_RETURN
from marketing.selectors.grants import seen_of
from members.models import Notice
from orders import services as orders
from orders.errors import QuoteChanged
from tests.marketing.promotions import (
    DAY,
    STAFF,
    a_coupon,
    a_template,
    order,
    order_at,
    quote,
)
from tests.orders.factories import NOON, RULE, a_member, a_shop, an_address, pay
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    a_shop({"TEA-01": 50})
    return a_member()


@pytest.fixture
def address(member):
    return an_address(member)


def in_use(coupon: Coupon) -> str:
    return Coupon.objects.values_list("used_for", flat=True).get(pk=coupon.pk)


def broken_laws() -> list[str]:
    return [verdict.law.name for verdict in verdicts() if verdict.broken]


def test_a_coupon_reduces_its_order_and_is_in_use_by_it(member, address):
    coupon = a_coupon(member)

    placed = order(member, address)

    assert (placed.goods_amount, placed.discount_amount) == (39600, 4000)
    assert placed.payable_amount == 39600 - 4000 + placed.shipping_amount
    row = placed.discounts.get()
    assert (row.kind, row.code, row.amount) == ("coupon", str(coupon.public_id), 4000)
    assert (in_use(coupon), coupon.moves.get().kind) == (placed.number, "used")
    assert broken_laws() == []


def test_a_coupon_comes_back_when_the_order_closes_and_only_once(member, address):
    coupon = a_coupon(member)
    first = order(member, address)

    orders.close_order(order_id=first.pk, actor=RULE, reason="timeout", at=NOON)
    second = order(member, address)
    marketing.give_back_coupons(references=[first.number], at=NOON)

    assert in_use(coupon) == second.number
    assert [move.kind for move in coupon.moves.order_by("pk")] == ["used", "given_back", "used"]
    assert broken_laws() == []


@pytest.mark.parametrize(("returns", "later"), [(True, 0), (False, 0), (True, 8)])
def test_a_refund_of_everything_returns_it_by_rule_while_it_is_valid(
    member, address, returns, later
):
    coupon = a_coupon(member)
    placed = pay(order(member, address))
    COUPONS_RETURN.change(returns)
    at = NOON + later * DAY

    orders.start_refund(order_id=placed.pk, actor=STAFF, reason="", at=at)
    orders.cancel_lines(order_id=placed.pk, quantities={1: 4}, reason="", actor=STAFF, at=at)
    orders.finish_refund(order_id=placed.pk, actor=RULE, at=at)

    assert in_use(coupon) == ("" if returns and not later else placed.number)
    COUPONS_RETURN.change(True)


def test_the_best_is_taken_where_none_is_chosen_and_none_where_none_is_wanted(member, address):
    a_coupon(member, amount=1000)
    better = a_coupon(member, amount=5000)

    best, none = quote(member, address), quote(member, address, coupons=[])

    assert best.quote.coupons == best.quote.best_coupons == (str(better.public_id),)
    assert (none.quote.coupons, none.quote.discount_amount) == ((), 0)


def test_a_coupon_that_was_spent_meanwhile_changes_the_quote(member, address):
    coupon = a_coupon(member)
    seen = quote(member, address).quote.fingerprint
    order(member, address)

    with pytest.raises(QuoteChanged) as changed:
        order_at(seen, member, address, coupons=[str(coupon.public_id)])

    (refused,) = changed.value.facts["quote"].not_applied
    assert (refused.reason, refused.code) == ("unknown", str(coupon.public_id))


def test_others_coupons_and_those_out_of_time_are_not_spent(member, address):
    theirs = a_coupon(a_member("13900000000"))
    over = a_coupon(member)
    spend = marketing.use_coupons

    with pytest.raises(CouponGone):
        spend(codes=[theirs.public_id], member_id=member.pk, reference="1", at=NOON)
    with pytest.raises(CouponGone):
        spend(codes=[over.public_id], member_id=member.pk, reference="1", at=NOON + 7 * DAY)

    assert (in_use(theirs), in_use(over)) == ("", "")


def test_limits_and_window_of_claiming(member):
    few = a_template(total_limit=2, per_member_limit=1)
    claim = marketing.claim_coupon
    claim(template_id=few.pk, member_id=member.pk, at=NOON)

    with pytest.raises(CouponLimitReached):
        claim(template_id=few.pk, member_id=member.pk, at=NOON)
    with pytest.raises(CouponNotClaimable):
        claim(template_id=few.pk, member_id=member.pk, at=NOON + DAY)

    assert CouponTemplate.objects.get().issued_count == Coupon.objects.count() == 1


def test_staff_grant_to_all_or_to_nobody(member):
    others = [a_member(f"1390000000{n}").pk for n in range(3)]
    few = a_template(total_limit=3)
    grant = partial(marketing.grant_coupons, template_id=few.pk, actor=STAFF, at=NOON)
    everybody = [member.pk, *others]

    with pytest.raises(CouponLimitReached):
        grant(member_ids=everybody, seen=seen_of(everybody, {}))
    assert not Coupon.objects.exists()

    assert len(grant(member_ids=others, seen=seen_of(others, {}))) == 3


def test_a_grant_is_what_was_seen_and_repeats_for_nobody(member):
    template = a_template(per_member_limit=3)
    ids = [member.pk, a_member("13900000009").pk]
    grant = partial(marketing.grant_coupons, template_id=template.pk, actor=STAFF, at=NOON)
    seen = seen_of(ids, {})
    grant(member_ids=ids, seen=seen)

    for member_ids in (ids, [*ids, a_member("13900000008").pk]):  # again; a tier that grew
        with pytest.raises(GrantChanged):
            grant(member_ids=member_ids, seen=seen)

    assert Coupon.objects.count() == 2
    logged = PromotionChange.objects.latest("pk")
    assert (logged.subject, logged.actor, logged.at) == (str(template.pk), str(STAFF), NOON)
    assert (logged.before, logged.after) == ({"issued_count": 0}, {"issued_count": 2})


def test_what_cannot_be_is_refused_by_form_and_table(member):
    with pytest.raises(ValidationError):
        a_template(kind="percent", amount=4000)
    with pytest.raises(UnknownScope):
        a_template(sku_codes=["NO-SUCH"])
    template = a_template(total_limit=1)
    for broken in (
        {"issued_count": 2},
        {"valid_days": None},
        {"valid_days": None, "valid_from": NOON},
        {"claimable_until": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CouponTemplate.objects.filter(pk=template.pk).update(**broken)


def test_what_members_hold_keeps_its_terms(member):
    template = a_template()
    change = partial(marketing.change_template, template_id=template.pk, actor=STAFF, at=NOON)
    change(amount=5000)
    marketing.claim_coupon(template_id=template.pk, member_id=member.pk, at=NOON)

    for terms in ({"amount": 100}, {"sku_codes": ["TEA-01"]}, {"valid_days": 1}):
        with pytest.raises(CouponTermsFrozen):
            change(**terms)
    change(name="老友券", amount=5000, per_member_limit=2, is_enabled=False)

    kept = CouponTemplate.objects.get()
    assert (kept.name, kept.amount, kept.valid_days, kept.sku_codes) == ("老友券", 5000, 7, [])


def test_of_two_coupons_one_of_which_is_gone_none_is_spent(member):
    first, gone = a_coupon(member), a_coupon(member)
    spend = partial(marketing.use_coupons, member_id=member.pk, at=NOON)
    spend(codes=[gone.public_id], reference="1")

    with pytest.raises(CouponGone):
        spend(codes=[first.public_id, gone.public_id], reference="2")

    assert (in_use(first), in_use(gone)) == ("", "1")
    assert not first.moves.exists()


@pytest.mark.django_db(transaction=True)
def test_a_coupon_is_spent_once_by_twenty_orders_at_once():
    a_shop({"TEA-01": 500})
    member = a_member()
    address = an_address(member)
    coupon = a_coupon(member)
    seen = quote(member, address).quote.fingerprint

    outcomes = race([lambda: order_at(seen, member, address) for _ in range(20)])

    names = Counter(type(outcome).__name__ for outcome in outcomes)
    assert names == {"Order": 1, "QuoteChanged": 19}
    assert in_use(coupon) == next(o.number for o in outcomes if type(o).__name__ == "Order")
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_no_more_are_claimed_than_there_are():
    members = [a_member(f"139000000{n:02}") for n in range(12)]
    few = a_template(total_limit=5, per_member_limit=1)

    outcomes = race(
        [
            lambda member=member: marketing.claim_coupon(
                template_id=few.pk, member_id=member.pk, at=NOON
            )
            for member in [*members, *members]
        ]
    )

    names = Counter(type(outcome).__name__ for outcome in outcomes)
    assert names == {"Coupon": 5, "CouponLimitReached": 19}
    assert CouponTemplate.objects.get().issued_count == Coupon.objects.count() == 5


def test_one_is_valid_for_days_another_between_instants(member):
    week = a_coupon(member)
    window = {"valid_days": None, "valid_from": NOON + DAY, "valid_until": NOON + 2 * DAY}
    fixed = a_coupon(member, **window)

    assert (week.valid_from, week.valid_until) == (NOON, NOON + timedelta(days=7))
    assert (fixed.valid_from, fixed.valid_until) == (NOON + DAY, NOON + 2 * DAY)


def test_members_are_told_once_before_coupons_of_theirs_are_over(member):
    two = a_template(per_member_limit=2, name_en="Welcome")
    for _ in range(2):
        coupon = marketing.claim_coupon(template_id=two.pk, member_id=member.pk, at=NOON)
    used, short = a_coupon(member), a_coupon(member, valid_days=1)
    marketing.use_coupons(codes=[used.public_id], member_id=member.pk, reference="1", at=NOON)
    tell = partial(marketing.remind_of_coupons, within=2 * DAY)

    assert tell(at=NOON + 5 * DAY - timedelta(seconds=1)) == 0
    assert tell(at=NOON + 5 * DAY) == 2
    assert tell(at=NOON + 5 * DAY) == 0

    notice = Notice.objects.get(event="coupon.expiring")
    assert notice.facts == {
        "name": "新人券",
        "name_en": "Welcome",
        "count": 2,
        "expires_at": coupon.valid_until.isoformat(),
    }
    short.refresh_from_db()
    assert short.reminded_at is None
