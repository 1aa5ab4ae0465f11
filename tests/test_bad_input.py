"""What clients send that is wrong: each has its stable code, and nothing changes.

Notifications that cannot be trusted, that are told twice or name another amount stand in
``tests/payments/test_notifications.py`` and ``test_alipay_notifications.py``.
"""

import json
from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from core.clock import real_now
from members.models import Member
from members.services import issue_token
from orders import services
from orders.models import Order
from orders.services import Item
from products.models import Sku
from tests.orders.factories import NOON, a_member, a_shop, an_address, place

pytestmark = pytest.mark.django_db

MALFORMED, INVALID = (400, "request.malformed"), (400, "request.invalid")
NO_KEY, NOT_FOUND = (400, "idempotency.key_missing"), (404, "not_found")
UNREAD, TOO_LARGE = (415, "request.unsupported_media_type"), (413, "request.too_large")
UNKNOWN_SKU, TOO_MUCH = (422, "checkout.unknown_sku"), (422, "checkout.too_much")
CHANGED = (409, "checkout.quote_changed")
NO_CARD = (403, "card.refused")

SURROGATE, NUL = "\ud800", "\0"
OF_ORDERS = [
    (method.upper(), path)
    for path, methods in SchemaGenerator().get_schema(request=None, public=True)["paths"].items()
    for method in methods
    if "/orders/{number}" in path
]


@pytest.fixture
def member() -> Member:
    """A shopper with an address, a cart and an unpaid order."""
    a_shop()
    member = a_member()
    an_address(member)
    place(member=member)
    services.add_to_cart(member_id=member.pk, item=Item("TEA-01", 1), at=NOON)
    return member


@pytest.fixture
def wanted(member) -> dict[str, Any]:
    """What would be an order, if it were left as it is."""
    address_id = member.addresses.get().public_id
    quoted = services.quote_cart(member_id=member.pk, address_id=address_id, at=NOON)
    return {
        "items": [{"sku": "TEA-01", "quantity": 1}],
        "address": str(address_id),
        "fingerprint": quoted.quote.fingerprint,
    }


def test_what_is_changed_below_was_right_before(member, wanted):
    answer = send(client_of(member), "POST", "orders", wanted)

    assert answer.status_code == 201


def of(sku: Any = "TEA-01", quantity: Any = 1, times: int = 1) -> dict[str, Any]:
    return {"items": [{"sku": sku, "quantity": quantity}] * times}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"items": []}, INVALID),
        ({"items": None}, INVALID),
        ({"items": "TEA-01"}, INVALID),
        ({"items": [{"sku": "TEA-01"}]}, INVALID),
        (of(quantity=0), INVALID),
        (of(quantity=-1), INVALID),
        (of(quantity=1.5), INVALID),
        (of(quantity=True), INVALID),
        (of(quantity=10**12), INVALID),
        (of(quantity=10**4000), INVALID),
        (of(quantity=999, times=2), TOO_MUCH),
        (of(times=101), INVALID),
        (of(sku="NONE"), UNKNOWN_SKU),
        (of(sku=SURROGATE), INVALID),
        (of(sku=NUL), INVALID),
        (of(sku="x" * 41), INVALID),
        (of(sku={}), INVALID),
        ({"address": "home"}, INVALID),
        ({"address": SURROGATE}, INVALID),
        ({"address": str(UUID(int=0))}, NOT_FOUND),
        ({"fingerprint": "0" * 32}, CHANGED),
        ({"fingerprint": ""}, INVALID),
        ({"remark": "x" * 201}, INVALID),
        ({"remark": NUL}, INVALID),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_an_order_with_something_wrong_in_it(member, wanted, change, expected):
    assert refused(member, "POST", "orders", wanted | change) == expected


def test_a_quote_that_has_expired(member, wanted):
    Sku.objects.update(list_price_amount=9901)

    assert refused(member, "POST", "orders", wanted) == CHANGED


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "application/json", INVALID),
        (b"{not json", "application/json", MALFORMED),
        (b"\xff\xfe{}", "application/json", MALFORMED),
        (b'{"a": NaN}', "application/json", MALFORMED),
        (b"[" * 500_000, "application/json", MALFORMED),
        (b'{"items": [{"sku": "TEA-01", "quantity": 1e400}]}', "application/json", INVALID),
        (b'{"items": %s}' % (b"9" * 5000), "application/json", MALFORMED),
        (b"[]", "application/json", INVALID),
        (b"null", "application/json", INVALID),
        (b"a=b", "application/x-www-form-urlencoded", UNREAD),
        (b"<order/>", "application/xml", UNREAD),
        (b"{}", "///;;;=", UNREAD),
        (b'{"a": "' + b"x" * 10_000_000 + b'"}', "application/json", TOO_LARGE),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else str(value),
)
def test_a_body_that_is_no_order(member, body, content_type, expected):
    assert refused(member, "POST", "orders", body, content_type=content_type) == expected


@pytest.mark.parametrize("key", [None, "", "k" * 256, "a\tb", "a\x7fb"])
@pytest.mark.parametrize("path", ["orders", "cart/place", "orders/{number}/payments"])
def test_a_key_that_is_none(member, wanted, path, key):
    headers = {} if key is None else {"Idempotency-Key": key}

    assert refused(member, "POST", path, wanted, headers=headers) == NO_KEY


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "cart/lines", {"sku": "NONE", "quantity": 1}, UNKNOWN_SKU),
        ("POST", "cart/lines", {"sku": "TEA-01", "quantity": 0}, INVALID),
        ("POST", "cart/lines", {"sku": "TEA-01", "quantity": 999}, (422, "cart.full")),
        ("PATCH", "cart/lines/TEA-01", {"quantity": -1}, INVALID),
        ("PATCH", "cart/lines/NONE", {"quantity": 1}, NOT_FOUND),
        ("PATCH", "cart", {"selected": SURROGATE}, INVALID),
        ("POST", "cart/merge", {"items": {}}, INVALID),
        ("POST", "orders/{number}/payments", {"method": "gold"}, INVALID),
        ("POST", "orders/{number}/payments", {"method": SURROGATE}, INVALID),
        ("POST", "orders/{number}/payments", {"method": []}, INVALID),
        ("POST", "orders/{number}/cancel", {"reason": NUL}, INVALID),
        ("PATCH", "me", {"nickname": SURROGATE}, INVALID),
        ("POST", "me/notices/read", {"ids": [SURROGATE]}, INVALID),
        ("POST", "sign-in", {"phone": "13812345678", "code": SURROGATE}, INVALID),
        ("DELETE", "orders/{number}", {}, (405, "request.method_not_allowed")),
        ("POST", "orders/{number}/nothing", {}, NOT_FOUND),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_another_request_with_something_wrong_in_it(member, method, path, body, expected):
    assert refused(member, method, path, body) == expected


@pytest.mark.parametrize(("method", "path"), OF_ORDERS)
def test_the_order_of_another_member(member, method, path):
    stranger = a_member("13800000009")
    number = Order.objects.get().number

    got = refused(stranger, method, path.format(number=number).removeprefix("/api/v1/"), {})

    assert got == (404, "order.not_found")


@pytest.mark.parametrize("path", ["orders/%00", "orders?status=%00", "products?q=%00"])
def test_a_nul_in_the_address(member, path):
    assert refused(member, "GET", path) == MALFORMED


@pytest.mark.parametrize(
    "path", ["orders", "products", "me/notices", "me/wallet/statement", "orders/{number}/timeline"]
)
@pytest.mark.parametrize("forged", ["p=abc", "p=\0", "p=-1", "o=5&p=", "r=1&p=²"])
def test_a_cursor_that_we_never_gave(member, path, forged):
    cursor = b64encode(forged.encode()).decode().rstrip("=")

    assert refused(member, "GET", f"{path}?cursor={cursor}") == NOT_FOUND


@pytest.mark.parametrize("status", ["", "lost", "paid,closed"])
def test_a_state_that_is_none(member, status):
    assert refused(member, "GET", f"orders?status={status}") == INVALID


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"number": ""}, INVALID),
        ({"number": None}, INVALID),
        ({"number": {}}, INVALID),
        ({"number": "1" * 31}, INVALID),
        ({"number": NUL}, INVALID),
        ({"pin": SURROGATE}, INVALID),
        ({"pin": []}, INVALID),
        ({}, NO_CARD),
        ({"number": "１" * 16}, NO_CARD),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_a_card_with_something_wrong_in_it(member, change, expected):
    card = {"number": "1" * 16, "pin": "A" * 16}
    assert refused(member, "POST", "me/cards", card | change) == expected


def refused(member: Member, method: str, path: str, body: Any = b"", **how: Any) -> Any:
    """The status and code of a refusal, after seeing that it is a problem and changed nothing."""
    client = client_of(member)
    before = everything()

    answer = send(client, method, path, body, **how)

    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["request_id"] == answer["X-Request-ID"]
    assert everything() == before
    return answer.status_code, problem["code"]


def client_of(member: Member) -> Client:
    token = issue_token(member_id=member.pk, at=real_now())
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def send(
    client: Client,
    method: str,
    path: str,
    body: Any,
    *,
    content_type: str = "application/json",
    headers: dict[str, str] | None = None,
) -> Any:
    return client.generic(
        method,
        f"/api/v1/{path.replace('{number}', Order.objects.get().number)}",
        body if isinstance(body, bytes) else json.dumps(body),
        content_type=content_type,
        headers={"Idempotency-Key": "one"} if headers is None else headers,
    )


def everything() -> dict[str, str]:
    """What every table holds, down to the last row; in one statement, for it is asked often."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    each = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each.format(table) for table in tables))
        return dict(cursor.fetchall())
