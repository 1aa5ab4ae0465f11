"""Exchange codes: kept as a hash, good once, and silent to who guesses."""

from collections import Counter

import pytest

from marketing import services as marketing
from marketing.errors import CodeNotForCoupons, ExchangeCodeUsed, UnknownExchangeCode
from marketing.models import Coupon, ExchangeCode
from tests.marketing.promotions import DAY, STAFF, a_template
from tests.orders.factories import NOON, a_member, a_shop
from tests.races import race

pytestmark = pytest.mark.django_db


def codes(count: int = 2, **fields) -> list[str]:
    window = {"valid_from": NOON - DAY, "valid_until": NOON + DAY}
    terms = {"name": "周年兑换", "count": count} | window | fields
    return marketing.make_batch(actor=STAFF, at=NOON, **terms)[1]


def redeem(code: str, member_id: int, at=NOON) -> Coupon:
    return marketing.redeem_for_coupon(code=code, member_id=member_id, at=at)


def test_a_code_becomes_a_coupon_once():
    member = a_member()
    code, _other = codes(template=a_template())

    coupon = redeem(f" {code[:8].lower()}-{code[8:]} ", member.pk)

    assert (coupon.member_id, coupon.source) == (member.pk, "exchanged")
    with pytest.raises(ExchangeCodeUsed):
        redeem(code, member.pk)
    assert Coupon.objects.count() == 1


def test_a_batch_keeps_no_code():
    printed = codes(count=50, template=a_template())

    assert len(set(printed)) == 50
    kept = ExchangeCode.objects.values_list("code_hash", "ending")
    assert {ending for _hash, ending in kept} == {code[-4:] for code in printed}
    assert not {code_hash for code_hash, _ending in kept} & set(printed)


def test_unknown_used_by_another_and_over_look_the_same():
    first, second = a_member(), a_member("13900000000")
    used, late = codes(template=a_template())
    redeem(used, first.pk)

    for code, at in [("NOSUCHCODE", NOON), (used, NOON), (late, NOON + DAY)]:
        with pytest.raises(UnknownExchangeCode):
            redeem(code, second.pk, at=at)


def test_a_code_for_goods_becomes_no_coupon_and_says_what_it_is_good_for():
    tea = a_shop({"TEA-01": 1})["TEA-01"]
    code, _other = codes(sku=tea, quantity=2, price_amount=1980, ships_free=False)

    with pytest.raises(CodeNotForCoupons) as refused:
        redeem(code, a_member().pk)

    assert refused.value.facts == {
        "sku": "TEA-01",
        "product": tea.product.slug,
        "quantity": 2,
        "price_amount": 1980,
        "ships_free": False,
    }
    assert not ExchangeCode.objects.exclude(used_for="").exists()


@pytest.mark.django_db(transaction=True)
def test_ten_people_with_one_code_get_one_coupon():
    members = [a_member(f"1390000000{n}") for n in range(10)]
    code, _other = codes(template=a_template())

    outcomes = race([lambda member=member: redeem(code, member.pk) for member in members])

    assert Counter(type(o).__name__ for o in outcomes)["Coupon"] == 1
    assert Coupon.objects.count() == 1
