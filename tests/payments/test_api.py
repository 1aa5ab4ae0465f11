"""The storefront's side: pay, look, choose a way, cancel."""

import uuid
from datetime import timedelta

import pytest

from core.clock import real_now
from orders.models import Order
from payments.models import Attempt, PaymentChannel
from tests.members.factories import signed_in
from tests.members.purses import give
from tests.orders.factories import a_member, status_of
from tests.payments.factories import (
    PRICE,
    an_order,
    available,
    now,
    paid_by_wechat,
    with_balance,
    with_wechat,
)

pytestmark = pytest.mark.django_db


def pay(api, order, key=None, **wanted):
    return api.post(
        f"/api/v1/orders/{order.number}/payments",
        wanted or {"method": "wechat"},
        headers={"Idempotency-Key": key or str(uuid.uuid4())},
    )


def money(amount):
    return {"amount": amount, "currency": "CNY"}


def cancel(api, order):
    return api.post(f"/api/v1/orders/{order.number}/cancel", {})


def test_balance_pays_and_the_order_says_so(channels, api, member):
    with_balance(PRICE, member)
    order = an_order(member)

    answer = pay(api, order, method="balance")

    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["method"]) == ("captured", "balance")
    assert body["amount"] == {"amount": PRICE, "currency": "CNY"}
    assert api.get(f"/api/v1/orders/{order.number}").json()["status"] == "awaiting_shipment"


def test_the_same_key_pays_once_and_answers_the_same(channels, api, member):
    with_balance(2 * PRICE, member)
    order = an_order(member)

    answers = [pay(api, order, key="k1", method="balance") for _again in range(3)]

    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert available(member) == PRICE


def test_the_key_is_required_and_belongs_to_one_body(channels, api, member):
    with_balance(PRICE, member)
    order = an_order(member)
    url = f"/api/v1/orders/{order.number}/payments"

    missing = api.post(url, {"method": "balance"})
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency.key_missing")
    assert pay(api, order, key="k", method="balance").status_code == 201
    other = pay(api, order, key="k", method="balance", product="balance")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")


def test_wechat_answers_with_the_code_to_scan(wechat, api, member):
    order = an_order(member)

    answer = pay(api, order)

    body = answer.json()
    assert answer.status_code == 201
    assert body["parameters"]["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    listed = api.get(f"/api/v1/orders/{order.number}/payments").json()
    assert [(row["number"], row["status"]) for row in listed["payments"]] == [
        (body["number"], "open")
    ]


def test_a_silent_provider_is_a_503_that_the_same_key_resumes(wechat, api, member):
    order = an_order(member)
    wechat.fault("drop_connection", operation="prepay", times=1)

    failed = pay(api, order, key="k")
    assert (failed.status_code, failed.json()["code"]) == (503, "payment.provider_unreachable")
    assert failed["Retry-After"] == "2"

    answer = pay(api, order, key="k")
    assert answer.status_code == 201
    assert answer.json()["number"] == Attempt.objects.get().out_trade_no


def test_the_ways_to_pay_are_those_that_take_it(wechat, api, member):
    order = an_order(member)

    body = api.get(f"/api/v1/orders/{order.number}/payment-methods").json()

    most = {"most": money(PRICE), "most_points": 0}
    assert (body["due"], body["split"]) == (money(PRICE), [])
    assert body["methods"] == [
        {"method": "balance", "name": "Balance", "products": ["balance"], **most},
        {
            "method": "wechat",
            "name": "WeChat Pay",
            "products": ["native", "jsapi", "mini", "h5", "app"],
            **most,
        },
    ]


def test_every_part_is_shown_before_it_is_paid(wechat, api, member):
    give(member, 2_550)
    with_balance(100, member)
    order = an_order(member)
    Order.objects.update(points_cap_amount=PRICE // 2)
    url = f"/api/v1/orders/{order.number}/payment-methods"
    wanted = {"methods": ["points", "balance", "wechat"]}

    body = api.get(f"{url}?methods=points&methods=balance&methods=wechat").json()

    assert (body["points_available"], body["points_step"]) == (2_550, 100)
    points = {"method": "points", "name": "Points", "products": ["points"]}
    assert body["methods"][0] == {**points, "most": money(2_500), "most_points": 2_500}
    shares = [("points", 2_500, 2_500), ("balance", 100, 0), ("wechat", PRICE - 2_600, 0)]
    assert body["split"] == [
        {"method": method, "amount": money(amount), "points": points}
        for method, amount, points in shares
    ]
    refused = api.get(f"{url}?methods=points")
    assert (refused.status_code, refused.json()["code"]) == (409, "payment.insufficient")
    assert refused.json()["sufficient"] == ["wechat"]
    paid = pay(api, order, **wanted).json()
    assert paid["tenders"] == [{**share, "status": "held"} for share in body["split"]]
    assert api.get(f"{url}?methods=points&methods=balance&methods=wechat").json() == body


def test_a_channel_without_a_product_to_offer_is_no_way_to_pay(wechat, api, member):
    channel = PaymentChannel.objects.get(code="wechat")
    channel.products, channel.credentials["mini_appid"] = ["mini"], ""
    channel.save()

    body = api.get(f"/api/v1/orders/{an_order(member).number}/payment-methods").json()

    assert [row["method"] for row in body["methods"]] == ["balance"]


def test_a_page_inside_wechat_pays_once_wechat_knows_the_member(wechat, api, member):
    order = an_order(member)

    refused = pay(api, order, method="wechat", product="jsapi")
    assert (refused.status_code, refused.json()["code"]) == (409, "payment.openid_needed")
    assert not Attempt.objects.exists()
    with_wechat(wechat, member)
    answer = pay(api, order, method="wechat", product="jsapi")

    assert answer.status_code == 201
    body = answer.json()
    assert wechat.invoke("jsapi", body["parameters"])["out_trade_no"] == body["number"]
    asked = wechat.order(body["number"])["request"]
    assert asked["payer"] == {"openid": f"o-appid-{member.pk}"}
    assert "scene_info" not in asked


def test_a_phones_browser_pays_from_its_own_address(wechat, api, member):
    order = an_order(member)

    answer = pay(api, order, method="wechat", product="h5")

    body = answer.json()
    assert answer.status_code == 201
    assert body["parameters"]["h5_url"].endswith("&redirect_url=http%3A%2F%2F127.0.0.1%3A9%2Fh5%2F")
    assert wechat.order(body["number"])["request"]["scene_info"] == {
        "payer_client_ip": "127.0.0.1",
        "h5_info": {"type": "Wap"},
    }


def test_an_overdue_order_is_offered_no_way_to_pay(wechat, api, member):
    order = an_order(member, at=now() - timedelta(hours=1))

    body = api.get(f"/api/v1/orders/{order.number}/payment-methods").json()

    assert (body["due"], body["methods"]) == (money(0), [])


def test_too_little_balance_says_what_there_is(channels, api, member):
    order = an_order(with_balance(100, member))

    answer = pay(api, order, method="balance")

    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "ledger.insufficient_balance")
    assert (body["available"], body["needed"]) == (100, PRICE)


def test_cancelling_closes_the_payment_and_the_order(wechat, api, member):
    order = an_order(member)
    number = pay(api, order).json()["number"]

    answer = cancel(api, order)

    assert (answer.status_code, answer.json()["status"]) == (200, "closed")
    assert wechat.order(number)["trade_state"] == "CLOSED"


def test_cancelling_what_was_just_paid_says_so(wechat, api, member):
    order = an_order(member)
    wechat.pay(pay(api, order).json()["number"])

    answer = cancel(api, order)

    assert (answer.status_code, answer.json()["code"]) == (409, "payment.already_paid")
    assert status_of(order) == "awaiting_shipment"


def test_cancelling_a_paid_order_is_refused(wechat, api, member):
    order = an_order(member)
    paid_by_wechat(order, wechat)

    answer = cancel(api, order)

    assert (answer.status_code, answer.json()["code"]) == (409, "order.transition_not_allowed")


def test_anothers_order_is_not_found(channels, member):
    order = an_order(member)
    stranger = signed_in(a_member("13900000002"))
    url = f"/api/v1/orders/{order.number}"

    answers = [
        pay(stranger, order, method="balance"),
        cancel(stranger, order),
        stranger.get(f"{url}/payments"),
        stranger.get(f"{url}/payment-methods"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert status_of(order) == "pending_payment"


def test_an_unknown_method_names_the_field(channels, api, member):
    answer = pay(api, an_order(member), method="gold")

    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
    assert answer.json()["errors"][0]["field"] == "method"


def test_a_notification_needs_post_and_a_signature(wechat, client):
    assert client.get("/notify/wechat").status_code == 405
    refused = client.post("/notify/wechat", b"{}", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (401, "FAIL")
    stamp = str(int(real_now().timestamp()))
    nonsense = client.post(
        "/notify/wechat",
        b"\xff\xfe",
        content_type="application/json",
        headers={"Wechatpay-Timestamp": stamp},
    )
    assert nonsense.status_code == 401
