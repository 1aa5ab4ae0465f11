import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from core.clock import real_now
from members.models import Member
from orders import services
from orders.models import Order
from products.models import FreightRate, StockItem
from tests.members.factories import signed_in
from tests.orders.factories import (
    NOON,
    RULE,
    a_shop,
    an_address,
    fresh,
    in_state,
    status_of,
)

pytestmark = pytest.mark.django_db


def preview(api: APIClient, member: Member, **basket: int) -> dict:
    address = member.addresses.first() or an_address(member)
    items = [
        {"sku": code.replace("_", "-"), "quantity": quantity} for code, quantity in basket.items()
    ]
    wanted = {"items": items, "address": str(address.public_id)}
    answer = api.post("/api/v1/checkout/preview", wanted)
    assert answer.status_code == 200, answer.json()
    return wanted | {"fingerprint": answer.json()["fingerprint"]}


def place(api: APIClient, wanted: dict, key: str | None = None):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return api.post("/api/v1/orders", wanted, headers=headers)


def test_buy_now_from_preview_to_order(api, member):
    a_shop()
    wanted = preview(api, member, TEA_01=2)

    answer = place(api, wanted)

    assert answer.status_code == 201
    order = answer.json()
    assert order["status"] == "pending_payment"
    assert order["payable"] == {"amount": 20600, "currency": "CNY"}
    assert order["allowed_actions"] == ["pay", "close"]
    assert order["lines"][0]["sku"] == "TEA-01"
    assert order["recipient"]["region"] == ["上海市", "黄浦区"]
    assert api.get(f"/api/v1/orders/{order['number']}").json()["number"] == order["number"]


def test_a_free_order_is_paid_at_once_and_the_answer_says_so(api, member):
    a_shop(price=0)
    FreightRate.objects.update(free_over_amount=0)

    order = place(api, preview(api, member, TEA_01=1)).json()

    assert (order["payable"]["amount"], order["status"]) == (0, "awaiting_shipment")


def test_the_same_key_places_one_order(api, member):
    a_shop()
    wanted = preview(api, member, TEA_01=1)

    first, again = place(api, wanted, key="k1"), place(api, wanted, key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Order.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(api, member):
    a_shop()
    place(api, preview(api, member, TEA_01=1), key="k1")

    refused = place(api, preview(api, member, TEA_01=2), key="k1")

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency.key_reused")
    assert Order.objects.count() == 1


def test_a_refused_request_leaves_no_key(api, member):
    a_shop({"TEA-01": 1})
    wanted = preview(api, member, TEA_01=2)
    assert place(api, wanted, key="k1").status_code == 409

    StockItem.objects.update(on_hand=5)

    assert place(api, wanted, key="k1").status_code == 201


def test_a_changed_quote_answers_with_the_new_one(api, member):
    a_shop()

    refused = place(api, preview(api, member, TEA_01=1) | {"fingerprint": "0" * 32})

    assert refused.json()["quote"]["payable"] == {"amount": 10700, "currency": "CNY"}


def test_without_a_token_there_is_nothing_to_see():
    answer = APIClient().get("/api/v1/orders")

    assert (answer.status_code, answer.json()["code"]) == (401, "auth.token_missing")


def test_the_shopper_confirms_receipt_and_a_second_time_is_refused_with_reasons():
    order = in_state("shipped")
    api = signed_in(order.member)

    received = api.post(f"/api/v1/orders/{order.number}/receive").json()
    assert received["status"] == "received"
    refused = api.post(f"/api/v1/orders/{order.number}/receive")

    assert (refused.status_code, refused.json()["code"]) == (409, "order.transition_not_allowed")
    assert fresh(order).version == received["version"]


def test_lists_by_state_with_counts(api, member):
    a_shop()
    numbers = [place(api, preview(api, member, TEA_01=1)).json()["number"] for _ in range(3)]
    closed = Order.objects.get(number=numbers[0])
    services.close_order(order_id=closed.pk, actor=RULE, reason="timeout", at=real_now())

    listed = api.get("/api/v1/orders?status=pending_payment&limit=1").json()

    assert [order["number"] for order in listed["results"]] == [numbers[2]]
    following = api.get(listed["next"]).json()
    assert [order["number"] for order in following["results"]] == [numbers[1]]
    counts = api.get("/api/v1/orders/counts").json()
    assert (counts["pending_payment"], counts["closed"], counts["paid"]) == (2, 1, 0)
    assert api.get("/api/v1/orders?status=lost").json()["code"] == "request.invalid"


def test_a_list_takes_the_same_number_of_queries_however_long(api, member):
    a_shop()
    counts = []
    for _ in range(2):
        place(api, preview(api, member, TEA_01=1))
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/v1/orders")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_polling_an_unchanged_order_costs_one_query_besides_the_token(api, member):
    a_shop()
    number = place(api, preview(api, member, TEA_01=1)).json()["number"]
    etag = api.get(f"/api/v1/orders/{number}").headers["ETag"]

    with CaptureQueriesContext(connection) as queries:
        answer = api.get(f"/api/v1/orders/{number}", headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert len(queries) == 2


def test_polling_in_another_language_gets_the_order_in_that_language(api, member):
    a_shop()
    number = place(api, preview(api, member, TEA_01=1)).json()["number"]
    etag = api.get(f"/api/v1/orders/{number}").headers["ETag"]

    answer = api.get(
        f"/api/v1/orders/{number}", headers={"If-None-Match": etag, "Accept-Language": "zh-Hans"}
    )

    assert (answer.status_code, answer.json()["status_text"]) == (200, "待付款")


def test_polling_sees_that_the_time_to_pay_is_over_before_the_sweep_came_by(api, member):
    a_shop()
    order = place(api, preview(api, member, TEA_01=1)).json()
    etag = api.get(f"/api/v1/orders/{order['number']}").headers["ETag"]

    with time_machine.travel(order["payment_due_at"], tick=False):
        answer = api.get(f"/api/v1/orders/{order['number']}", headers={"If-None-Match": etag})

    assert (answer.status_code, answer.json()["version"]) == (200, order["version"])
    assert answer.json()["allowed_actions"] == ["close"]


def test_the_timeline_tells_the_story_newest_first():
    order = in_state("shipped")

    story = signed_in(order.member).get(f"/api/v1/orders/{order.number}/timeline").json()

    assert [entry["kind"] for entry in story["results"]] == [
        "order.ship",
        "order.fulfil",
        "order.pay",
        "order.place",
    ]


# --- acting on what was seen --------------------------------------------------------------


@pytest.fixture
def noon() -> Iterator[None]:
    """The hour in which the factories' orders came to their state."""
    with time_machine.travel(NOON):
        yield


def act(api: APIClient, order: Order, action: str, **headers: str):
    return api.post(f"/api/v1/orders/{order.number}/{action}", headers=headers)


@pytest.mark.parametrize(
    ("state", "action", "reached"),
    [
        ("pending_payment", "cancel", "closed"),
        ("shipped", "receive", "received"),
        ("shipped", "extend-receipt", "shipped"),
    ],
)
def test_who_acts_on_an_order_that_has_changed_is_told_so(noon, state, action, reached):
    order = in_state(state)
    api = signed_in(order.member, "en")
    seen = api.get(f"/api/v1/orders/{order.number}")
    order.touch()

    refused = act(api, order, action, **{"If-Match": seen.headers["ETag"]})

    assert (refused.status_code, refused.json()["code"]) == (412, "order.changed")
    assert fresh(order).version == refused.json()["version"] == order.version
    done = act(api, order, action, **{"If-Match": f'"{order.version}"'})
    assert (done.status_code, done.json()["status"]) == (200, reached)
    assert done.headers["ETag"] == f'"{done.json()["version"]}-en"'


@pytest.mark.parametrize("tag", ["nonsense", '""', '"-1"', '"1", "2"', f'"{10**30}"'])
def test_a_tag_that_is_not_ours_matches_no_order(tag):
    order = in_state("shipped")

    refused = act(signed_in(order.member), order, "receive", **{"If-Match": tag})

    assert (refused.status_code, refused.json()["code"]) == (412, "order.changed")
    assert status_of(order) == "shipped"


@pytest.mark.parametrize("tag", ["*", '"{}"', "{}", 'W/"{}-en"', '"{}-zh-hans"'])
def test_a_version_may_be_written_in_several_ways(tag):
    order = in_state("shipped")

    match = {"If-Match": tag.format(order.version)}
    done = act(signed_in(order.member), order, "receive", **match)

    assert (done.status_code, status_of(order)) == (200, "received")


def test_the_shopper_puts_receipt_off_once_and_is_offered_it_once(noon):
    order = in_state("shipped")
    api = signed_in(order.member)
    assert api.get(f"/api/v1/orders/{order.number}").json()["allowed_actions"] == [
        "receive",
        "extend_receipt",
    ]

    extended = act(api, order, "extend-receipt").json()

    assert extended["allowed_actions"] == ["receive"]
    assert fresh(order).auto_receive_at == order.auto_receive_at + timedelta(days=3)
    again = act(api, order, "extend-receipt")
    assert (again.status_code, again.json()["code"]) == (409, "order.receipt_already_extended")
    assert fresh(order).version == extended["version"]
