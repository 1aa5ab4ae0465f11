"""The coupon centre, a member's coupons and exchange codes, over HTTP."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from core.clock import real_now
from core.ids import uuid7
from marketing import services as marketing
from marketing.models import Coupon, ExchangeCode
from marketing.rules import EXCHANGE_TRIES
from members.services import issue_token
from tests.marketing.promotions import DAY, STAFF, a_template
from tests.orders.factories import a_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_member()


@pytest.fixture
def now():
    return real_now()


def headers(member, key=None):
    token = issue_token(member_id=member.pk, at=real_now())
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid.uuid4())}


def read(path, member):
    answer = Client().get(f"/api/v1/{path}", headers=headers(member))
    assert answer.status_code == 200, answer.content
    return answer.json()


def claim(template_id, member, key=None):
    path = f"/api/v1/coupons/centre/{template_id}/claim"
    return Client().post(path, headers=headers(member, key))


def redeem(code, member):
    path, body = "/api/v1/coupons/redeem", {"code": code}
    return Client().post(path, body, content_type="application/json", headers=headers(member))


def a_running(now, **fields):
    window = {"claimable_from": now - DAY, "claimable_until": now + DAY}
    return a_template(**(window | fields))


def test_the_centre_says_what_is_left_and_what_i_have(member, now):
    template = a_running(now, total_limit=3)
    a_running(now, claimable_until=now - timedelta(hours=1))
    a_running(now, is_enabled=False)
    key = str(uuid.uuid4())

    first, again = claim(template.public_id, member, key), claim(template.public_id, member, key)
    refused = claim(template.public_id, member)

    assert (first.status_code, again.json()) == (201, first.json())
    assert (refused.status_code, refused.json()["code"]) == (409, "coupon.limit_reached")
    assert claim(uuid7(), member).status_code == 404
    assert Coupon.objects.count() == 1
    (shown,) = read("coupons/centre", member)
    assert (shown["id"], shown["left"], shown["mine"]) == (str(template.public_id), 2, 1)
    assert (shown["threshold"]["amount"], shown["cap"], shown["may_claim"]) == (30000, None, False)


def test_my_coupons_are_usable_used_or_over_and_nobody_elses(member, now):
    def mine(at, holder=member, **fields):
        template = a_running(at, **fields)
        coupon = marketing.claim_coupon(template_id=template.pk, member_id=holder.pk, at=at)
        return str(coupon.public_id)

    usable, used = mine(now), mine(now)
    days = {"valid_days": None, "valid_from": now + DAY, "valid_until": now + 2 * DAY}
    later, over = mine(now, **days), mine(now - 30 * DAY)
    mine(now, holder=a_member("13800000002"))
    spent = now + timedelta(seconds=1)
    marketing.use_coupons(codes=[used], member_id=member.pk, reference="A", at=spent)

    def ids(state):
        return [each["id"] for each in read(f"coupons{state}", member)["results"]]

    assert ids("") == ids("?state=usable") == [later, usable]
    assert (ids("?state=used"), ids("?state=over")) == ([used], [over])
    (shown,) = read("coupons?state=used", member)["results"]
    assert (shown["amount"]["amount"], shown["used_for"]) == (4000, "A")
    wrong = Client().get("/api/v1/coupons?state=odd", headers=headers(member))
    assert wrong.status_code == 400


def test_an_exchange_code_becomes_a_coupon_and_guessing_ends(member, now):
    window = {"valid_from": now - DAY, "valid_until": now + DAY}
    batch = {"name": "周年兑换", "count": 2, "template": a_template()} | window
    code, unspent = marketing.make_batch(actor=STAFF, at=now, **batch)[1]

    got, again = redeem(code, member), redeem(code, member)

    assert (got.status_code, again.json()["code"]) == (201, "exchange_code.used")
    assert [each["id"] for each in read("coupons", member)["results"]] == [got.json()["id"]]
    for _try in range(EXCHANGE_TRIES.value - 2):
        assert redeem("NOSUCHCODE", member).json()["code"] == "exchange_code.unknown"
    assert redeem(unspent, member).status_code == 429
    assert ExchangeCode.objects.filter(used_for="").count() == 1
