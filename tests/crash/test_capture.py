"""Who captures a payment is killed: the money is booked once, or not yet at all."""

from dataclasses import replace

from orders.models import Order
from tests.crash.clock import leases_run_out
from tests.crash.factories import being_paid, number_of
from tests.crash.figures import OPEN, PAID, story_of
from tests.crash.points import (
    ALL_IS_WRITTEN,
    THE_ORDER_IS_LOCKED,
    stopped_after_commit,
    stopped_at,
)
from tests.crash.shop import WEB, WORKER, Shop, until
from tests.fixtures.sandbox import SandboxControl


def is_acknowledged(sandbox: SandboxControl, order: Order) -> bool:
    notifications = sandbox.order(number_of(order))["notifications"]
    return bool(notifications) and all(each["acknowledged_at"] for each in notifications)


def test_the_web_is_killed_before_it_commits(shop: Shop, sandbox: SandboxControl):
    """At the first lock, and at the last statement: the transaction never was."""
    at_first, at_last = being_paid(), being_paid()
    with stopped_at(THE_ORDER_IS_LOCKED, at_first.pk) as one, stopped_at(ALL_IS_WRITTEN) as other:
        for order in (at_first, at_last):
            sandbox.pay(number_of(order))
        one.wait_for()
        other.wait_for()
        shop.kill(WEB)
    assert story_of(at_first) == story_of(at_last) == OPEN

    shop.start(WEB)

    until(lambda: is_acknowledged(sandbox, at_first), "the provider tells us again of the one")
    until(lambda: is_acknowledged(sandbox, at_last), "the provider tells us again of the other")
    shop.settles(lambda: story_of(at_first) == PAID, "the one is captured and planned")
    shop.settles(lambda: story_of(at_last) == PAID, "the other is captured and planned")


def test_the_web_is_killed_after_it_has_committed_and_before_it_acknowledges(
    shop: Shop, sandbox: SandboxControl
):
    order = being_paid()
    with stopped_after_commit(shop.queue):
        sandbox.pay(number_of(order))
        until(lambda: story_of(order).notified == ["captured"], "it is committed")
        shop.kill(WEB)
    assert story_of(order) == replace(PAID, parcels=[])
    assert not is_acknowledged(sandbox, order)

    shop.start(WEB)
    until(lambda: is_acknowledged(sandbox, order), "the provider tells us again")
    shop.tick("core.tasks.sweep_outbox")  # nobody was woken: the news lies in its table

    shop.settles(lambda: story_of(order) == PAID, "its parcel is planned")


def test_the_worker_is_killed_while_it_captures_what_it_has_found_by_asking(
    shop: Shop, sandbox: SandboxControl
):
    """The job that is given back, or the next turn of the schedule, captures it."""
    order = being_paid()
    sandbox.fault("notify_drop", target=number_of(order))
    sandbox.pay(number_of(order))
    leases_run_out(shop)
    with stopped_at(ALL_IS_WRITTEN) as capture:
        shop.tick("payments.tasks.query_payments")
        capture.wait_for()
        shop.kill(WORKER)
    assert story_of(order) == OPEN

    leases_run_out(shop)
    shop.start(WORKER)
    shop.tick("payments.tasks.query_payments")

    asked = replace(PAID, notified=[])
    shop.settles(lambda: story_of(order) == asked, "it is captured and planned")
