"""The sweeps of payments: what is due is found once, and nobody waits behind a bad order."""

from datetime import timedelta

import pytest
from django.db import connection

from config.schedule import BEAT_SCHEDULE
from core import clock
from core.models import DemoClock
from orders.models import OrderTransition
from payments import services, tasks
from payments.models import Attempt
from tests.orders.factories import a_member, status_of
from tests.payments.factories import (
    an_order,
    fresh,
    now,
    open_incidents,
    overdue,
    reserved,
    start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def late():
    """The sweeps run when every order is overdue; the provider's clock is not moved."""

    clock.shift(timedelta(minutes=31))
    yield
    DemoClock.objects.all().delete()


def test_the_fast_lane_closes_what_nobody_is_paying(wechat, late):
    order, busy = an_order(), an_order()
    attempt = start(busy)

    tasks.close_overdue_orders()

    assert status_of(order) == "closed"
    assert status_of(busy) == "pending_payment"
    assert fresh(attempt).status == "open"


def test_the_other_lane_closes_at_the_provider_first(wechat, late, eager):
    order = an_order()
    attempt = start(order)

    tasks.close_overdue_payments()

    assert wechat.order(attempt.out_trade_no)["trade_state"] == "CLOSED"
    assert status_of(order) == "closed"
    row = OrderTransition.objects.get(order=order, name="close")
    assert (row.actor, row.reason) == ("rule:payment_timeout", "payment timeout")


def test_what_one_worker_has_leased_no_other_gets_until_the_lease_is_over(wechat):
    attempt = start(an_order())
    at = overdue()

    assert services.lease_closings(at=at, limit=10) == [attempt.pk]
    assert services.lease_closings(at=at, limit=10) == []
    assert services.lease_closings(at=at + timedelta(seconds=30), limit=10) == [attempt.pk]


def test_a_tick_gives_out_as_many_closings_as_are_done_by_the_next_one():
    period = BEAT_SCHEDULE["overdue payments"]["schedule"]
    per_second = int(tasks.close_payment.rate_limit.removesuffix("/s"))

    assert period * per_second == tasks.CLOSINGS_AT_ONCE


def test_a_payment_is_asked_about_six_times_and_then_no_more(wechat):
    attempt = start(an_order())
    asked_at = []
    while due := fresh(attempt).next_query_at:
        assert services.lease_queries(at=due - timedelta(milliseconds=1), limit=10) == []
        assert services.lease_queries(at=due, limit=10) == [attempt.pk]
        asked_at.append(round((due - attempt.opened_at).total_seconds()))

    assert asked_at == [15, 60, 180, 300, 600, 1200]


def test_a_lost_notification_is_made_up_for_by_asking(wechat, eager):
    order = an_order()
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)
    Attempt.objects.filter(pk=attempt.pk).update(next_query_at=now())

    tasks.query_payments()

    assert status_of(order) == "awaiting_shipment"


@pytest.mark.django_db(transaction=True)
def test_orders_that_cannot_be_closed_keep_no_other_from_closing(channels, monkeypatch):
    monkeypatch.setattr("core.sweeps.BATCH", 3)
    member = a_member()
    placed = [an_order(member, at=now() - timedelta(minutes=60 - turn)) for turn in range(9)]
    bad, good = placed[:3], placed[3:]  # the longest overdue fill the first batch
    numbers = ", ".join(str(order.pk) for order in bad)
    table = "ALTER TABLE orders_ordertransition"
    with connection.cursor() as cursor:  # their log takes no further row
        cursor.execute(f"{table} ADD CONSTRAINT bad CHECK (order_id NOT IN ({numbers})) NOT VALID")

    tasks.close_overdue_orders()

    with connection.cursor() as cursor:
        cursor.execute(f"{table} DROP CONSTRAINT bad")
    assert [status_of(order) for order in bad] == ["pending_payment"] * 3
    assert [status_of(order) for order in good] == ["closed"] * 6
    assert open_incidents() == ["order_not_closed"] * 3
    assert reserved() == 3
