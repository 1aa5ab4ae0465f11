"""What placing an order costs the database, counted where it arrives: on the wire."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from bench.wire import CountingProxy
from core.clock import real_now
from marketing.models import Coupon
from marketing.services import claim_coupon
from members.models import Member
from members.services import issue_token
from orders import services
from orders.models import Order
from orders.services import Item
from tests.marketing.promotions import DAY, a_reduction, a_template
from tests.members.purses import give
from tests.orders.factories import a_member, a_shop, an_address

pytestmark = pytest.mark.django_db(transaction=True)

BUDGET = 21  # with BEGIN and COMMIT, and the health check of a connection that is kept
PROMOTED = 24  # with a coupon, a full reduction and points at hand
CODES = [f"TEA-{number:02}" for number in range(1, 21)]


@pytest.fixture
def wire() -> Iterator[CountingProxy]:
    """The way to the database, with a count of what goes over it."""
    there = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    proxy = CountingProxy(f"postgres://{there['HOST']}:{there['PORT']}/")
    connection.close()
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": proxy.port}
    yield proxy
    connection.close()
    connection.settings_dict |= there


@pytest.mark.parametrize("door", ["orders", "cart/place"])
def test_an_order_of_twenty_lines_takes_the_statements_of_one(wire, door):
    a_shop(dict.fromkeys(CODES, 10))
    member = a_member()
    an_address(member)
    placing(wire, door, member, CODES[:1])  # rules are in the cache from here on

    counts = [placing(wire, door, member, codes) for codes in (CODES[:1], CODES)]

    assert counts[0] == counts[1] <= BUDGET


def test_what_makes_an_order_cheaper_has_a_budget_too_whatever_its_length(wire):
    now = real_now()
    a_shop(dict.fromkeys(CODES, 10))
    member = a_member()
    an_address(member)
    give(member, 1_000, at=now)
    a_reduction((5_000, 100), starts_at=now - DAY, ends_at=now + DAY)
    windows = {"claimable_from": now - DAY, "claimable_until": now + DAY}
    template = a_template(threshold_amount=5_000, per_member_limit=3, **windows)
    for _each in range(3):
        claim_coupon(template_id=template.pk, member_id=member.pk, at=now)
    placing(wire, "orders", member, CODES[:1])

    counts = [placing(wire, "orders", member, codes) for codes in (CODES[:1], CODES)]

    assert counts[0] == counts[1] <= PROMOTED
    assert Coupon.objects.exclude(used_for="").count() == 3
    for order in Order.objects.all():
        kinds = set(order.discounts.values_list("kind", flat=True))
        assert (kinds, order.points_cap_amount > 0) == ({"coupon", "full_reduction"}, True)


def placing(wire: CountingProxy, door: str, member: Member, codes: list[str]) -> int:
    """How many statements the request takes that places an order of one piece each."""
    wanted = basket(member, codes)
    token = issue_token(member_id=member.pk, at=real_now())
    close_old_connections()  # as the server does before each request
    before = wire.statements

    answer = Client().post(
        f"/api/v1/{door}",
        json.dumps(wanted),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())},
    )

    assert (answer.status_code, len(answer.json()["lines"])) == (201, len(codes))
    return wire.statements - before


def basket(member: Member, codes: list[str]) -> dict[str, Any]:
    """The pieces in the cart, and what asks for them by either door."""
    services.empty_cart(member_id=member.pk)
    at = real_now()
    for code in codes:
        services.add_to_cart(member_id=member.pk, item=Item(code, 1), at=at)
    address_id = member.addresses.get().public_id
    quoted = services.quote_cart(member_id=member.pk, address_id=address_id, at=at)
    return {
        "items": [{"sku": line.sku_code, "quantity": 1} for line in quoted.quote.lines],
        "address": str(address_id),
        "fingerprint": quoted.quote.fingerprint,
    }
