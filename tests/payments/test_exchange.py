"""An exchange code becomes an order in one call, also with nothing to pay."""

import json
import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from marketing.errors import ExchangeCodeGone, ExchangeCodeUsed, UnknownExchangeCode
from marketing.models import ExchangeCode
from marketing.rules import EXCHANGE_TRIES
from marketing.services import make_batch
from members.models import Member
from members.services import issue_token
from orders.errors import TransitionRefused
from orders.models import Order
from orders.services import close_order, place_exchange
from products.errors import InsufficientStock
from tests.orders.factories import RULE, STAFF, a_member, a_shop, an_address, status_of
from tests.payments.factories import now, reserved
from tests.races import race

pytestmark = pytest.mark.django_db


def codes(stock: int = 10, **terms: Any) -> list[str]:
    """Two codes that are each good for two TEA-01."""
    usual = {
        "name": "礼品卡",
        "sku": a_shop({"TEA-01": stock})["TEA-01"],
        "quantity": 2,
        "count": 2,
        "valid_from": now() - timedelta(days=1),
        "valid_until": now() + timedelta(days=1),
    }
    return make_batch(actor=STAFF, at=now(), **(usual | terms))[1]


def exchange(code: str, member: Member) -> Order:
    address = member.addresses.first() or an_address(member)
    return place_exchange(
        member_id=member.pk, code=code, address_id=address.public_id, actor=RULE, at=now()
    )


def spent() -> int:
    return ExchangeCode.objects.exclude(used_for="").count()


def test_with_nothing_to_pay_the_order_is_paid_at_once(channels):
    code, _other = codes()

    order = exchange(code.lower(), a_member())

    assert (order.payable_amount, order.shipping_amount) == (0, 0)
    assert status_of(order) == "awaiting_shipment"
    assert (order.entry_point, order.deal_kind) == ("coupon", "exchange")
    line = order.lines.get()
    assert (line.sku_code, line.quantity, line.price_kind) == ("TEA-01", 2, "exchange")
    assert ExchangeCode.objects.exclude(used_for="").get().used_for == order.number
    assert code not in (order.deal_reference, str(order.transitions.values_list("facts")))
    assert reserved() == 2


def test_a_batch_may_ask_for_money_and_a_closed_order_gives_the_code_back(channels):
    code, _other = codes(price_amount=20_00, ships_free=False)
    member = a_member()

    order = exchange(code, member)

    assert (order.goods_amount, order.shipping_amount) == (20_00, 8_00)
    assert status_of(order) == "pending_payment"
    close_order(order_id=order.pk, actor=RULE, reason="", at=now())
    assert (spent(), reserved()) == (0, 0)
    assert status_of(exchange(code, member)) == "pending_payment"
    with pytest.raises(TransitionRefused):
        close_order(order_id=order.pk, actor=RULE, reason="", at=now())


def test_a_code_is_spent_once_and_stays_good_where_the_goods_are_short(channels):
    code, other = codes(stock=2)
    member = a_member()
    exchange(code, member)

    with pytest.raises(ExchangeCodeUsed):
        exchange(code, member)
    with pytest.raises(InsufficientStock):
        exchange(other, member)

    assert spent() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_have_a_code_one_gets_the_goods(channels):
    code, _other = codes()
    members = [a_member("13800000001"), a_member("13800000002")]
    for member in members:
        an_address(member)

    outcomes = race([partial(exchange, code, member) for member in members])

    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 1
    told = (ExchangeCodeGone, UnknownExchangeCode)  # while it was taken, or just after
    assert sum(isinstance(outcome, told) for outcome in outcomes) == 1
    assert (spent(), reserved()) == (1, 2)


def test_the_call_is_repeated_safely_its_refusals_are_clear_and_guessing_is_limited(channels):
    code, _other = codes()
    member = a_member()
    address = str(an_address(member).public_id)
    token = issue_token(member_id=member.pk, at=now())

    def call(code: str, key: str = "") -> Any:
        return Client().post(
            "/api/v1/checkout/exchange",
            json.dumps({"code": code, "address": address}),
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {token}",
                "Idempotency-Key": key or str(uuid.uuid4()),
            },
        )

    key = str(uuid.uuid4())
    first, again = call(code, key), call(code, key)
    assert (first.status_code, first.json()["status"]) == (201, "awaiting_shipment")
    assert again.json()["number"] == first.json()["number"]
    assert call(code).json()["code"] == "exchange_code.used"
    refused = [call(f"WRONG{number}").json()["code"] for number in range(EXCHANGE_TRIES.value)]
    assert refused[0] == "exchange_code.unknown"
    assert refused[-1] == "limit.exceeded"
    assert Order.objects.count() == 1
