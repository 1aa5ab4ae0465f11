"""Topping up as the storefront does it."""

import uuid

import pytest
from drf_spectacular.generators import SchemaGenerator

from core.actor import Actor
from payments import services
from payments.models import TopUp
from tests.orders.factories import a_member
from tests.payments.factories import books, now
from tests.payments.top_ups import AMOUNT, a_top_up, has, status_of

pytestmark = pytest.mark.django_db

TOP_UPS = "/api/v1/me/top-ups"


def money(amount):
    return {"amount": amount, "currency": "CNY"}


def post(api, path, content, key=None):
    return api.post(path, content, headers={"Idempotency-Key": key or str(uuid.uuid4())})


def test_a_member_tops_up_from_begin_to_end(wechat, api, member):
    begun = post(api, TOP_UPS, {"amount": money(AMOUNT), "purpose": "balance"})
    assert begun.status_code == 201
    body = begun.json()
    address = f"{TOP_UPS}/{body['number']}"
    assert (body["status"], body["purpose"], body["amount"]) == (
        "created",
        "balance",
        money(AMOUNT),
    )
    assert len(body["number"]) == 21
    assert body["number"].startswith("T")

    ways = api.get(f"{address}/payment-methods?method=wechat").json()
    assert ways["due"] == money(AMOUNT)
    assert [way["method"] for way in ways["methods"]] == ["wechat"]
    assert ways["split"] == [{"method": "wechat", "amount": money(AMOUNT), "points": 0}]
    payment = post(api, f"{address}/payments", {"method": "wechat"})
    assert payment.status_code == 201
    assert payment.json()["parameters"]["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    wechat.pay(payment.json()["number"])
    cancelled = api.post(f"{address}/cancel", {})

    assert (cancelled.status_code, cancelled.json()["code"]) == (409, "payment.already_paid")
    assert api.get(address).json()["status"] == "paid"
    listed = api.get(f"{address}/payments").json()
    assert [(row["status"], row["amount"]) for row in listed["payments"]] == [
        ("captured", money(AMOUNT))
    ]
    assert listed["refunds"] == []
    (line,) = api.get("/api/v1/me/wallet/statement").json()["results"]
    assert (line["kind"], line["reference"], line["change"]) == (
        "top_up",
        body["number"],
        money(AMOUNT),
    )


def test_the_same_key_begins_one(api, member):
    wanted = {"amount": money(AMOUNT), "purpose": "stored_value"}
    answers = [post(api, TOP_UPS, wanted, key="k1").json() for _again in range(2)]

    assert answers[0] == answers[1]
    assert TopUp.objects.get().number == answers[0]["number"]


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"amount": money(99)}, 409, "top_up.out_of_range"),
        ({"amount": money(100_001)}, 409, "top_up.out_of_range"),
        ({"amount": money(0)}, 400, "request.invalid"),
        ({"amount": {"amount": 100, "currency": "USD"}}, 400, "request.invalid"),
        ({"amount": 100}, 400, "request.invalid"),
        ({"amount": money(100), "purpose": "points"}, 400, "request.invalid"),
        ({}, 400, "request.invalid"),
    ],
)
def test_what_cannot_be_topped_up_is_told_with_its_code(api, member, wanted, status, code):
    refused = post(api, TOP_UPS, wanted)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not TopUp.objects.exists()


def test_only_a_provider_pays_it_and_cancelling_ends_it(wechat, api, member):
    top_up = a_top_up(member)
    address = f"{TOP_UPS}/{top_up.number}"

    own = post(api, f"{address}/payments", {"method": "balance"})
    assert (own.status_code, own.json()["code"]) == (409, "payment.method_unavailable")
    assert api.post(f"{address}/cancel", {}).json()["status"] == "closed"
    again = api.post(f"{address}/cancel", {})

    assert (again.status_code, again.json()["code"]) == (409, "top_up.not_open")
    assert api.get(f"{address}/payment-methods").json()["due"] == money(0)
    assert (has(member.pk), books()) == ({}, {})


def test_anothers_top_up_is_not_found_and_not_listed(channels, api, member):
    mine, theirs = a_top_up(member), a_top_up(a_member("13900000001"))
    address = f"{TOP_UPS}/{theirs.number}"

    found = [
        api.get(address),
        api.get(f"{address}/payments"),
        api.get(f"{address}/payment-methods"),
        api.post(f"{address}/cancel", {}),
        post(api, f"{address}/payments", {"method": "wechat"}),
    ]

    assert [answer.json()["code"] for answer in found] == ["top_up.not_found"] * 5
    assert [row["number"] for row in api.get(TOP_UPS).json()["results"]] == [mine.number]
    assert status_of(theirs) == "created"


def test_a_list_of_top_ups_is_narrowed_by_how_they_stand(api, member):
    waiting, given_up, late = (a_top_up(member) for _each in range(3))
    api.post(f"{TOP_UPS}/{given_up.number}/cancel", {})
    rule = Actor.rule("top_up_timeout")
    services.close_top_ups(top_up_ids=[late.pk], actor=rule, reason="payment timeout", at=now())

    created = api.get(f"{TOP_UPS}?status=created").json()["results"]
    closed = api.get(f"{TOP_UPS}?status=closed").json()["results"]

    assert [row["number"] for row in created] == [waiting.number]
    assert (created[0]["status_text"], created[0]["closed_reason"]) == ("waits for payment", "")
    assert [(row["number"], row["status_text"], row["closed_reason"]) for row in closed] == [
        (late.number, "closed", "payment timeout"),
        (given_up.number, "closed", "cancelled by the member"),
    ]
    assert api.get(f"{TOP_UPS}?status=lost").json()["code"] == "request.invalid"


def test_what_a_payment_would_be_refused_for_is_told_ahead_and_documented(channels, api, member):
    path = f"{TOP_UPS}/{a_top_up(member).number}/payment-methods"

    refused = api.get(f"{path}?method=balance")

    assert (refused.status_code, refused.json()["code"]) == (409, "payment.method_unavailable")
    document = SchemaGenerator().get_schema(request=None, public=True)
    documented = document["paths"]["/api/v1/me/top-ups/{number}/payment-methods"]["get"]
    assert "409" in documented["responses"]
