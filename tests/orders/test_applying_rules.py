"""A rule's new value for orders whose clock runs already: reckoned from when it started."""

from datetime import timedelta

import pytest

from orders.models import Order, TimelineEntry
from orders.rules import AFTER_SALES_WINDOW, AUTO_RECEIVE, PAYMENT_TIMEOUT, RECEIPT_EXTENSION
from orders.services import apply_rule, close_order, extend_receipt, lift_block, place_block
from orders.tasks import apply_rule as apply_to_all
from tests.orders.factories import NOON, RULE, STAFF, fresh, in_state

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=2)


def apply(rule, order, at=LATER):
    return apply_rule(rule=rule.name, order_ids=[order.pk], actor=STAFF, at=at)


def told(order):
    return list(
        TimelineEntry.objects.filter(order=order, kind="order.redate").values_list("facts", "actor")
    )


def test_a_shorter_payment_window_moves_the_order_and_its_instalment():
    order = in_state("pending_payment")
    PAYMENT_TIMEOUT.change(10)

    apply(PAYMENT_TIMEOUT, order, at=NOON + timedelta(minutes=5))

    due_at = NOON + timedelta(minutes=10)
    assert fresh(order).payment_due_at == due_at
    assert order.instalments.get().due_at == due_at
    assert told(order) == [({"due_at": due_at.isoformat()}, "staff:7")]


def test_receipt_is_reckoned_from_shipping_and_keeps_the_extension_as_it_was_granted():
    order = in_state("shipped")
    extend_receipt(order_id=order.pk, actor=STAFF, at=NOON)
    AUTO_RECEIVE.change(10)
    RECEIPT_EXTENSION.change(7)

    apply(AUTO_RECEIVE, order)

    assert fresh(order).auto_receive_at == NOON + timedelta(days=10 + 3)


def test_time_that_a_block_took_is_not_counted_and_one_that_stops_goes_on_stopping():
    order = in_state("received")
    day = timedelta(days=1)
    ticket = {"order_id": order.pk, "kind": "ticket", "reference": "1"}
    place_block(**ticket, stops=["complete"], at=NOON + day)
    lift_block(**ticket, actor=STAFF, at=NOON + 3 * day)
    AFTER_SALES_WINDOW.change(10)

    apply(AFTER_SALES_WINDOW, order, at=NOON + 4 * day)
    assert fresh(order).auto_complete_at == NOON + 12 * day

    place_block(**ticket | {"reference": "2"}, stops=["complete"], at=NOON + 4 * day)
    AFTER_SALES_WINDOW.change(5)
    apply(AFTER_SALES_WINDOW, order, at=NOON + 6 * day)
    stopped = fresh(order)
    assert (stopped.auto_complete_at, stopped.auto_complete_left) == (None, 3 * day)


def test_what_has_run_out_by_the_new_value_is_due_now():
    order = in_state("shipped")
    AUTO_RECEIVE.change(1)

    apply(AUTO_RECEIVE, order)

    assert fresh(order).auto_receive_at == LATER


def test_an_order_that_has_left_the_state_stays_as_it_is_and_so_does_one_without_a_change():
    order = in_state("pending_payment")
    assert apply(PAYMENT_TIMEOUT, order) == [order.pk]
    close_order(order_id=order.pk, actor=RULE, reason="timeout", at=NOON)
    before = Order.objects.values().get(pk=order.pk)
    PAYMENT_TIMEOUT.change(10)

    apply(PAYMENT_TIMEOUT, order)

    assert Order.objects.values().get(pk=order.pk) == before
    assert told(order) == []


def test_a_clock_that_has_not_started_is_left_alone():
    order = in_state("shipped")
    Order.objects.filter(pk=order.pk).update(auto_receive_started_at=None, auto_receive_at=None)
    AUTO_RECEIVE.change(10)

    apply(AUTO_RECEIVE, order)

    assert fresh(order).auto_receive_at is None
    assert told(order) == []


def test_the_worker_goes_through_all_that_are_open():
    order = in_state("shipped")
    AUTO_RECEIVE.change(30)

    apply_to_all(AUTO_RECEIVE.name, str(STAFF))

    assert fresh(order).auto_receive_at == NOON + timedelta(days=30)
