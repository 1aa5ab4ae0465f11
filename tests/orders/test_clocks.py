"""Closing, receiving and completing: by hand, by rule, set by set, and what blocks do to clocks."""

from datetime import timedelta

import pytest

from orders import selectors, services
from orders.errors import AlreadyExtended, AttemptOpen, PaymentWindowOver, TransitionRefused
from orders.events import OrderClosed, OrderReceived
from orders.lifecycle import Stops
from orders.models import Order, OrderTransition
from orders.rules import AUTO_RECEIVE, PAYMENT_TIMEOUT
from products.models import StockItem
from tests.orders.factories import (
    NOON,
    RULE,
    a_member,
    a_shop,
    dispatch,
    fresh,
    in_state,
    pay,
    place,
    receive,
    status_of,
)

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def reserved() -> int:
    return sum(StockItem.objects.values_list("reserved", flat=True))


def test_closing_gives_back_what_the_order_held_and_says_so_once(published):
    closed = published(OrderClosed)
    order = in_state("pending_payment")

    services.close_order(order_id=order.pk, actor=RULE, reason="payment timeout", at=NOON)

    assert (status_of(order), fresh(order).closed_reason) == ("closed", "payment timeout")
    assert reserved() == 0
    assert [i.status for i in fresh(order).instalments.all()] == ["void"]
    assert closed == [OrderClosed(order.pk, order.number, "payment timeout", NOON)]


def test_a_paid_order_cannot_close_and_keeps_everything():
    order = in_state("awaiting_shipment")

    with pytest.raises(TransitionRefused):
        services.close_order(order_id=order.pk, actor=RULE, reason="late", at=NOON)

    assert (status_of(order), reserved()) == ("awaiting_shipment", 1)


def test_an_order_with_an_open_attempt_cannot_close():
    order = in_state("pending_payment")
    services.open_attempt(order_id=order.pk, at=NOON)

    with pytest.raises(AttemptOpen):
        services.close_order(order_id=order.pk, actor=RULE, reason="timeout", at=NOON)
    assert services.close_orders(order_ids=[order.pk], actor=RULE, reason="timeout", at=NOON) == []

    assert (status_of(order), reserved()) == ("pending_payment", 1)


def test_nobody_pays_when_the_time_is_over_even_before_the_sweep_came_by():
    order = in_state("pending_payment")

    with pytest.raises(PaymentWindowOver):
        services.open_attempt(order_id=order.pk, at=NOON + 30 * MINUTE)

    assert not fresh(order).instalments.get().attempt_open


def test_many_close_at_once_each_with_its_log_row_and_others_are_left_alone(published):
    closed = published(OrderClosed)
    a_shop({"TEA-01": 100})
    due = [place({"TEA-01": 2}) for _ in range(5)]
    paid = pay(place())

    ids = selectors.due_for_closing(at=NOON + 30 * MINUTE, limit=100)
    moved = services.close_orders(
        order_ids=[*ids, paid.pk], actor=RULE, reason="payment timeout", at=NOON
    )

    assert moved == sorted(order.pk for order in due)
    assert {status_of(order) for order in due} == {"closed"}
    assert status_of(paid) == "awaiting_shipment"
    assert OrderTransition.objects.filter(name="close", reason="payment timeout").count() == 5
    assert len(closed) == 5
    assert reserved() == 1


def test_closing_five_hundred_takes_no_more_statements_than_closing_five(
    django_assert_max_num_queries,
):
    a_shop({"TEA-01": 1000})
    member = a_member()
    orders = [place(member=member) for _ in range(60)]

    with django_assert_max_num_queries(12):
        services.close_orders(
            order_ids=[o.pk for o in orders], actor=RULE, reason="timeout", at=NOON
        )

    assert reserved() == 0


def test_a_clock_keeps_the_rule_it_started_with():
    a_shop()
    before = place()
    PAYMENT_TIMEOUT.change(10)
    after = place()

    assert before.payment_due_at == NOON + 30 * MINUTE
    assert after.payment_due_at == NOON + 10 * MINUTE


def test_shipping_the_last_piece_starts_the_receipt_clock():
    a_shop()
    order = pay(place({"TEA-01": 3}))

    dispatch(order, {1: 2})
    assert (status_of(order), fresh(order).auto_receive_at) == ("awaiting_shipment", None)
    dispatch(order, {1: 1})

    assert status_of(order) == "shipped"
    assert fresh(order).auto_receive_at == NOON + 7 * DAY
    assert selectors.due_for_receipt(at=NOON + 7 * DAY, limit=9) == [order.pk]
    assert selectors.due_for_receipt(at=NOON + 7 * DAY - MINUTE, limit=9) == []


def test_receipt_by_rule_starts_the_after_sales_window_and_completion_ends_it(published):
    received = published(OrderReceived)
    order = in_state("shipped")
    a_week = NOON + 7 * DAY

    services.receive_orders(order_ids=[order.pk], actor=RULE, at=a_week)
    assert fresh(order).auto_complete_at == a_week + 7 * DAY
    assert received == [OrderReceived(order.pk, order.number, a_week)]

    due = selectors.due_for_completion(at=a_week + 7 * DAY, limit=9)
    assert services.complete_orders(order_ids=due, actor=RULE, at=a_week + 7 * DAY) == [order.pk]
    assert status_of(order) == "completed"


def test_the_shopper_puts_receipt_off_once():
    order = in_state("shipped")

    services.extend_receipt(order_id=order.pk, actor=RULE, at=NOON)
    with pytest.raises(AlreadyExtended):
        services.extend_receipt(order_id=order.pk, actor=RULE, at=NOON)

    assert fresh(order).auto_receive_at == NOON + 10 * DAY


def test_receipt_put_off_after_the_sweep_has_looked_is_put_off():
    order = in_state("shipped")
    due = selectors.due_for_receipt(at=NOON + 7 * DAY, limit=9)
    services.extend_receipt(order_id=order.pk, actor=RULE, at=NOON + 7 * DAY - MINUTE)

    assert services.receive_orders(order_ids=due, actor=RULE, at=NOON + 7 * DAY) == []

    assert (status_of(order), fresh(order).auto_receive_at) == ("shipped", NOON + 10 * DAY)


def test_a_block_stops_the_clock_and_the_last_lift_starts_it_with_what_was_left():
    order = in_state("shipped")
    block(order, "ticket", "1", at=NOON + 5 * DAY)
    block(order, "parcel", "2", at=NOON + 6 * DAY)
    assert (fresh(order).auto_receive_at, fresh(order).auto_receive_left) == (None, 2 * DAY)
    assert selectors.due_for_receipt(at=NOON + 90 * DAY, limit=9) == []

    lift(order, "ticket", "1", at=NOON + 20 * DAY)
    assert fresh(order).auto_receive_at is None
    lift(order, "parcel", "2", at=NOON + 30 * DAY)

    assert fresh(order).auto_receive_at == NOON + 32 * DAY


def test_a_blocked_order_is_not_received_by_anybody():
    order = in_state("shipped")
    block(order, "ticket", "1", at=NOON)

    with pytest.raises(TransitionRefused):
        receive(order)
    assert services.receive_orders(order_ids=[order.pk], actor=RULE, at=NOON) == []

    assert status_of(order) == "shipped"


def test_the_same_block_placed_twice_stands_once():
    order = in_state("shipped")
    block(order, "ticket", "1", at=NOON)
    block(order, "ticket", "1", at=NOON + DAY)

    assert len(fresh(order).open_blocks) == 1


def test_a_paid_order_under_a_block_goes_on_when_it_is_lifted():
    order = in_state("paid")
    assert status_of(order) == "paid"

    lift(order, "review", "1", at=NOON)

    assert status_of(order) == "awaiting_shipment"


def test_cancelling_what_is_left_to_ship_ships_the_order_and_frees_the_stock():
    a_shop()
    order = pay(place({"TEA-01": 3}))
    dispatch(order, {1: 2})

    services.cancel_lines(
        order_id=order.pk, quantities={1: 1}, reason="out of stock", actor=RULE, at=NOON
    )

    assert (status_of(order), reserved()) == ("shipped", 0)


def test_an_aborted_refund_puts_the_order_back_where_it_was():
    order = in_state("awaiting_shipment")
    services.start_refund(order_id=order.pk, actor=RULE, reason="asked", at=NOON)
    assert status_of(order) == "refunding"

    services.abort_refund(order_id=order.pk, actor=RULE, reason="withdrawn", at=NOON)

    assert status_of(order) == "awaiting_shipment"


def test_a_changed_receipt_rule_leaves_running_clocks_alone():
    order = in_state("shipped")
    AUTO_RECEIVE.change(1)

    assert fresh(order).auto_receive_at == NOON + 7 * DAY


def block(order: Order, kind: str, reference: str, *, at) -> None:
    services.place_block(
        order_id=order.pk, kind=kind, reference=reference, stops=[Stops.RECEIVE], at=at
    )


def lift(order: Order, kind: str, reference: str, *, at) -> None:
    services.lift_block(order_id=order.pk, kind=kind, reference=reference, actor=RULE, at=at)
