"""The shop recovers by itself: from a power cut, and from the loss of those who do the work."""

from collections.abc import Iterator

import pytest

from tests.crash.clock import payment_time_runs_out
from tests.crash.factories import an_unpaid_order, being_paid, number_of
from tests.crash.figures import CLOSED, CLOSED_THERE_TOO, OPEN, PAID, UNPAID, story_of
from tests.crash.points import (
    ALL_IS_WRITTEN,
    STOCK_IS_CHANGED,
    stop_at_provider,
    stopped_at,
    wait_at_provider,
)
from tests.crash.shop import BEAT, WEB, WORKER, Shop, until
from tests.fixtures.sandbox import SandboxControl


@pytest.fixture
def beat(shop: Shop) -> Iterator[None]:
    shop.start(BEAT)
    yield
    shop.kill(BEAT)


def test_a_shop_that_was_killed_whole_finishes_by_itself(
    shop: Shop, sandbox: SandboxControl, beat: None
):
    paid = being_paid()
    overdue = [an_unpaid_order() for _ in range(10)]
    payment_time_runs_out(*overdue)
    with stopped_at(ALL_IS_WRITTEN) as capture, stopped_at(STOCK_IS_CHANGED) as closing:
        sandbox.pay(number_of(paid))
        shop.tick("payments.tasks.close_overdue_orders")
        capture.wait_for()
        closing.wait_for()
        shop.kill(WEB, WORKER, BEAT)
    assert story_of(paid) == OPEN
    assert [story_of(order) for order in overdue] == [UNPAID] * 10

    shop.start(WEB, WORKER, BEAT)

    until(lambda: story_of(paid) == PAID, "the payment is captured and planned")
    until(lambda: all(story_of(order) == CLOSED for order in overdue), "the sweep closes the rest")


def test_who_is_killed_at_work_is_replaced_and_the_work_is_done(
    shop: Shop, sandbox: SandboxControl
):
    """Nobody restarts anything, and no sweep comes by: web and worker see to it themselves."""
    paid, closed = being_paid(), being_paid()
    payment_time_runs_out(closed)
    stop_at_provider(sandbox, "close", number_of(closed))
    shop.tick("payments.tasks.close_overdue_payments")
    wait_at_provider(sandbox)
    with stopped_at(ALL_IS_WRITTEN) as capture:
        sandbox.pay(number_of(paid))
        capture.wait_for()
        shop.kill_those_at_work(WEB)
        shop.kill_those_at_work(WORKER)
    assert story_of(paid) == OPEN

    shop.settles(lambda: story_of(paid) == PAID, "the payment is captured and planned")
    shop.settles(lambda: story_of(closed) == CLOSED_THERE_TOO, "the other closes")
