"""The web is killed under a shopper, who repeats the request with the same key: it is done once."""

import http.client
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from members.models import Member
from members.selectors import wallet
from orders.models import Order
from tests.crash.factories import an_unpaid_order, number_of, token_of
from tests.crash.figures import OPEN, PAID, UNPAID, story_of
from tests.crash.points import (
    ALL_IS_WRITTEN,
    STOCK_IS_CHANGED,
    stop_at_provider,
    stopped_at,
    wait_at_provider,
)
from tests.crash.shop import WEB, Shop
from tests.fixtures.sandbox import SandboxControl
from tests.orders.factories import an_address
from tests.payments.factories import PRICE, with_balance

NATIVE, BALANCE = {"method": "wechat"}, {"method": "balance"}
PAID_BY_BALANCE = replace(
    PAID, payments=[], notified=[], money={"member_balance": -PRICE, "order_funds": PRICE}
)


def assert_nobody_answered(request: Future[Any]) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        request.result()


def test_while_placing_one_order_and_paying_another_by_balance(shop: Shop):
    """Each is one transaction, which never was."""
    order = an_unpaid_order()
    member = with_balance(PRICE, Member.objects.get(pk=order.member_id))
    token, path = token_of(order), f"/orders/{order.number}/payments"
    basket = {
        "items": [{"sku": "TEA-01", "quantity": 1}],
        "address": str(an_address(member).public_id),
    }
    fingerprint = shop.post(token, "/checkout/preview", basket)[1]["fingerprint"]
    wanted = basket | {"fingerprint": fingerprint}
    with ThreadPoolExecutor() as device:
        with stopped_at(ALL_IS_WRITTEN) as capture, stopped_at(STOCK_IS_CHANGED) as reserving:
            paying = device.submit(shop.post, token, path, BALANCE, key="pay")
            placing = device.submit(shop.post, token, "/orders", wanted, key="place")
            capture.wait_for()
            reserving.wait_for()
            shop.kill(WEB)
        assert_nobody_answered(paying)
        assert_nobody_answered(placing)
    assert story_of(order) == UNPAID
    assert wallet(member.pk).available == PRICE
    assert Order.objects.filter(member=member).count() == 1

    shop.start(WEB)
    payments = [shop.post(token, path, BALANCE, key="pay") for _ in range(2)]
    placings = [shop.post(token, "/orders", wanted, key="place") for _ in range(2)]

    assert payments[0] == payments[1]
    assert (payments[0][0], payments[0][1]["status"]) == (201, "captured")
    shop.settles(lambda: story_of(order) == PAID_BY_BALANCE, "it is paid and planned")
    assert wallet(member.pk).available == 0
    assert placings[0] == placings[1]
    assert placings[0][0] == 201
    placed = Order.objects.exclude(pk=order.pk).get(member=member)
    assert (placed.number, story_of(placed)) == (placings[0][1]["number"], UNPAID)


def test_between_the_intent_to_pay_and_the_provider_s_answer(shop: Shop, sandbox: SandboxControl):
    """The repeat goes on with the same payment, under the same number."""
    order = an_unpaid_order()
    token = token_of(order)
    path = f"/orders/{order.number}/payments"
    stop_at_provider(sandbox, "prepay")
    with ThreadPoolExecutor() as device:
        answer = device.submit(shop.post, token, path, NATIVE, key="once")
        wait_at_provider(sandbox)
        shop.kill(WEB)
    assert_nobody_answered(answer)
    assert story_of(order) == OPEN
    first = number_of(order)

    shop.start(WEB)
    status, payment = shop.post(token, path, NATIVE, key="once")

    assert (status, payment["number"]) == (201, first)
    assert payment["parameters"] == {"code_url": sandbox.order(first)["code_url"]}
    assert story_of(order) == OPEN
    sandbox.pay(first)
    shop.settles(lambda: story_of(order) == PAID, "it is captured and planned")
