import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from members.models import Member
from orders.models import Order
from products.models import Sku, StockItem
from tests.orders.carts import fill, in_cart, take_off_sale
from tests.orders.factories import a_member, a_shop, an_address
from tests.orders.factories import place as buy_now

pytestmark = pytest.mark.django_db

CART = "/api/v1/cart"


def preview(api: APIClient, member: Member) -> dict[str, Any]:
    address = str((member.addresses.first() or an_address(member)).public_id)
    quote = api.post(f"{CART}/preview", {"address": address})
    assert quote.status_code == 200, quote.json()
    return {"address": address, "fingerprint": quote.json()["fingerprint"]}


def place(api: APIClient, wanted: dict[str, Any], key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return api.post(f"{CART}/place", wanted, headers=headers)


def test_the_cart_shows_each_line_as_it_is_now(api, member):
    a_shop({"TEA-01": 1}, price=9900)

    added = api.post(f"{CART}/lines", {"sku": "TEA-01", "quantity": 2})

    assert added.status_code == 200
    assert api.get(CART).json() == added.json()
    (line,) = added.json()["lines"]
    del line["product"], line["name"], line["added_at"]
    assert line == {
        "sku": "TEA-01",
        "attributes": [],
        "image": "",
        "quantity": 2,
        "selected": True,
        "unit_price": {"amount": 9900, "currency": "CNY"},
        "amount": {"amount": 19800, "currency": "CNY"},
        "available": 1,
        "state": "short",
        "state_text": "fewer left than wanted",
    }
    assert added.json()["goods"] == {"amount": 19800, "currency": "CNY"}
    assert added.json()["selected_quantity"] == 2


def test_every_change_answers_with_the_cart(api, member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    fill(member, {"TEA-01": 1, "TEA-02": 1})

    changed = api.patch(f"{CART}/lines/TEA-01", {"quantity": 3}).json()
    deselected = api.patch(f"{CART}/lines/TEA-01", {"selected": False}).json()
    none = api.patch(CART, {"selected": False}).json()
    every = api.patch(CART, {"selected": True}).json()
    removed = api.delete(f"{CART}/lines/TEA-01").json()
    emptied = api.delete(CART).json()

    carts = [changed, deselected, none, every, removed, emptied]
    assert [cart["selected_quantity"] for cart in carts] == [4, 1, 0, 4, 1, 0]
    assert [len(cart["lines"]) for cart in carts] == [2, 2, 2, 2, 1, 0]


def test_after_sign_in_the_two_carts_are_one_and_what_is_left_out_is_said(api, member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    fill(member, {"TEA-01": 1})
    take_off_sale("TEA-02")
    items = [{"sku": "TEA-01", "quantity": 3}, {"sku": "TEA-02", "quantity": 1}]

    merged = api.post(f"{CART}/merge", {"items": items}).json()

    assert merged["left_out"] == [
        {"sku": "TEA-02", "reason": "gone", "reason_text": "not for sale any more"}
    ]
    assert [(line["sku"], line["quantity"]) for line in merged["cart"]["lines"]] == [("TEA-01", 3)]


def test_from_the_cart_to_an_order(api, member):
    a_shop({"TEA-01": 10, "TEA-02": 5}, price=9900)
    fill(member, {"TEA-01": 1, "TEA-02": 2})

    answer = place(api, preview(api, member) | {"remark": "no rush"})

    assert answer.status_code == 201
    order = answer.json()
    assert (order["entry_point"], order["status"]) == ("cart", "pending_payment")
    assert (order["payable"]["amount"], order["remark"]) == (3 * 9900 + 800, "no rush")
    assert api.get(CART).json()["lines"] == []


def test_the_same_key_gets_the_same_order_though_the_cart_is_empty_by_then(api, member):
    a_shop()
    fill(member, {"TEA-01": 1})
    wanted = preview(api, member)

    first, again = place(api, wanted, key="k1"), place(api, wanted, key="k1")
    other = place(api, wanted, key="k2")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "cart.nothing_selected")
    assert Order.objects.count() == 1


def test_a_refused_request_leaves_no_key(api, member):
    a_shop({"TEA-01": 1})
    fill(member, {"TEA-01": 2})
    wanted = preview(api, member)
    refused = place(api, wanted, key="k1")
    assert (refused.status_code, refused.json()["code"]) == (409, "stock.insufficient")

    StockItem.objects.update(on_hand=5)

    assert place(api, wanted, key="k1").status_code == 201
    assert in_cart(member) == {}


def test_placing_needs_a_key(api, member):
    a_shop()
    fill(member, {"TEA-01": 1})

    refused = api.post(f"{CART}/place", preview(api, member))

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency.key_missing")
    assert in_cart(member) == {"TEA-01": 1}


def test_a_changed_quote_comes_with_the_refusal(api, member):
    a_shop(price=9900)
    fill(member, {"TEA-01": 1})
    wanted = preview(api, member)
    Sku.objects.update(list_price_amount=10900)

    refused = place(api, wanted)

    assert (refused.status_code, refused.json()["code"]) == (409, "checkout.quote_changed")
    assert refused.json()["quote"]["goods"] == {"amount": 10900, "currency": "CNY"}
    wanted["fingerprint"] = refused.json()["quote"]["fingerprint"]
    assert place(api, wanted).status_code == 201


def test_reading_takes_two_queries_besides_the_token(api, member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    fill(member, {"TEA-01": 1, "TEA-02": 1})
    api.get(CART)  # the clock is in the cache from here on

    with CaptureQueriesContext(connection) as queries:
        assert len(api.get(CART).json()["lines"]) == 2

    assert len(queries) == 3


def test_buying_again_fills_the_cart(api, member):
    a_shop({"TEA-01": 10, "TEA-02": 5})
    order = buy_now({"TEA-01": 2, "TEA-02": 1}, member=member)
    take_off_sale("TEA-02")

    answer = api.post(f"/api/v1/orders/{order.number}/buy-again")

    assert answer.status_code == 200
    assert [(out["sku"], out["reason"]) for out in answer.json()["left_out"]] == [
        ("TEA-02", "gone")
    ]
    assert [line["sku"] for line in answer.json()["cart"]["lines"]] == ["TEA-01"]
    assert in_cart(member) == {"TEA-01": 2}


def test_another_members_order_cannot_be_bought_again(api, member):
    a_shop()
    order = buy_now(member=a_member("13800000009"))

    refused = api.post(f"/api/v1/orders/{order.number}/buy-again")

    assert (refused.status_code, refused.json()["code"]) == (404, "order.not_found")
    assert in_cart(member) == {}


LINES, LINE = f"{CART}/lines", f"{CART}/lines/TEA-01"
MANY = [{"sku": "TEA-01", "quantity": 1}] * 201


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("post", LINES, {"sku": "TEA-99", "quantity": 1}, 422, "checkout.unknown_sku"),
        ("post", LINES, {"sku": "TEA-01", "quantity": 999}, 422, "cart.full"),
        ("post", LINES, {"sku": "TEA-01", "quantity": 0}, 400, "request.invalid"),
        ("post", LINES, {"sku": "TEA-01", "quantity": 1000}, 400, "request.invalid"),
        ("post", LINES, {"sku": "TEA\x0001", "quantity": 1}, 400, "request.invalid"),
        ("post", LINES, [], 400, "request.invalid"),
        ("patch", LINE, {"quantity": 0}, 400, "request.invalid"),
        ("patch", LINE, {"quantity": "many"}, 400, "request.invalid"),
        ("patch", f"{LINES}/TEA-99", {"quantity": 1}, 404, "not_found"),
        ("patch", f"{LINES}/%00", {"quantity": 1}, 400, "request.malformed"),
        ("delete", f"{LINES}/TEA-99", None, 404, "not_found"),
        ("patch", CART, {}, 400, "request.invalid"),
        ("post", f"{CART}/merge", {"items": MANY}, 400, "request.invalid"),
        ("post", f"{CART}/preview", {"address": str(uuid.UUID(int=0))}, 404, "not_found"),
        ("post", f"{CART}/preview", {"address": "home"}, 400, "request.invalid"),
    ],
)
def test_what_is_refused_has_its_code_and_changes_nothing(
    api, member, method, path, body, status, code
):
    a_shop()
    fill(member, {"TEA-01": 1})

    refused = getattr(api, method)(path, body)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert in_cart(member) == {"TEA-01": 1}


def test_without_a_token_there_is_no_cart():
    answer = APIClient().get(CART)

    assert (answer.status_code, answer.json()["code"]) == (401, "auth.token_missing")
