"""Whoever closes an unpaid order is killed: it closes once, or is paid, and nothing hangs."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from core.actor import Actor
from orders.models import OrderTransition
from tests.crash.clock import leases_run_out, payment_time_runs_out
from tests.crash.factories import an_unpaid_order, being_paid, number_of, token_of
from tests.crash.figures import CLOSED, CLOSED_THERE_TOO, OPEN, PAID, UNPAID, story_of
from tests.crash.points import (
    STOCK_IS_CHANGED,
    stop_at_provider,
    stopped_at,
    wait_at_provider,
)
from tests.crash.shop import WEB, WORKER, Shop
from tests.fixtures.sandbox import SandboxControl

BEING_CLOSED = replace(OPEN, attempts=["closing"])


def test_the_worker_is_killed_in_the_middle_of_a_batch(shop: Shop):
    """All of the batch is undone; the next sweep and the job that is given back close it once."""
    orders = [an_unpaid_order() for _ in range(20)]
    payment_time_runs_out(*orders)
    with stopped_at(STOCK_IS_CHANGED) as sweep:
        shop.tick("payments.tasks.close_overdue_orders")
        sweep.wait_for()
        shop.kill(WORKER)
    assert [story_of(order) for order in orders] == [UNPAID] * 20

    leases_run_out(shop)
    shop.start(WORKER)
    shop.tick("payments.tasks.close_overdue_orders")

    shop.settles(lambda: all(story_of(order) == CLOSED for order in orders), "the batch closes")


def test_the_worker_is_killed_while_the_provider_closes_one_and_is_asked_of_another(
    shop: Shop, sandbox: SandboxControl
):
    """The one is closed there; the other is paid before anybody asks again."""
    closed_there, paid_meanwhile = being_paid(), being_paid()
    payment_time_runs_out(closed_there, paid_meanwhile)
    stop_at_provider(sandbox, "close", number_of(closed_there))
    stop_at_provider(sandbox, "query", number_of(paid_meanwhile))
    sandbox.fault("notify_drop", target=number_of(paid_meanwhile))
    shop.tick("payments.tasks.close_overdue_payments")
    wait_at_provider(sandbox)
    shop.kill(WORKER)
    assert sandbox.order(number_of(closed_there))["trade_state"] == "CLOSED"
    assert story_of(closed_there) == story_of(paid_meanwhile) == BEING_CLOSED
    sandbox.pay(number_of(paid_meanwhile))

    leases_run_out(shop)
    shop.start(WORKER)
    shop.tick("payments.tasks.close_overdue_payments")

    shop.settles(lambda: story_of(closed_there) == CLOSED_THERE_TOO, "the one is closed")
    asked = replace(PAID, notified=[])
    shop.settles(lambda: story_of(paid_meanwhile) == asked, "the other is found paid")
    assert sandbox.notify(number_of(paid_meanwhile)) == [204]
    assert story_of(closed_there) == CLOSED_THERE_TOO
    assert story_of(paid_meanwhile) == PAID


def test_the_web_is_killed_while_the_provider_closes_for_a_shopper_who_cancels(
    shop: Shop, sandbox: SandboxControl
):
    """The sweep goes on in the shopper's name."""
    order = being_paid()
    token = token_of(order)
    stop_at_provider(sandbox, "close")
    with ThreadPoolExecutor() as device:
        cancel = {"reason": "changed my mind"}
        answer = device.submit(shop.post, token, f"/orders/{order.number}/cancel", cancel)
        wait_at_provider(sandbox)
        shop.kill(WEB)
    with pytest.raises((OSError, http.client.HTTPException)):
        answer.result()
    assert story_of(order) == BEING_CLOSED

    leases_run_out(shop)
    shop.tick("payments.tasks.close_overdue_payments")

    shop.settles(lambda: story_of(order) == CLOSED_THERE_TOO, "the worker closes it")
    closing = OrderTransition.objects.get(order=order, name="close")
    assert (closing.reason, closing.actor) == (
        "changed my mind",
        str(Actor.member(order.member_id)),
    )
