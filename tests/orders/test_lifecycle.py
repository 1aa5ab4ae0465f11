"""Every state against every transition, in Python and in SQL: the table, and nothing else."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django_fsm import TransitionNotAllowed

from core.db import atomic
from orders.errors import TransitionRefused
from orders.lifecycle import COLOURS, TRANSITIONS, InstalmentStatus, OrderStatus, legal_moves
from orders.models import Order, OrderTransition
from orders.state_machine import move
from tests.orders.factories import NOON, RULE, a_shop, fresh, in_state, place, status_of

pytestmark = pytest.mark.django_db

# What each state's order, as `in_state` brings it about, may do next. Guards decide between
# transitions of the same source: a paid-for order cannot close, an unpaid one cannot ship.
NEXT = {
    "pending_payment": {"close"},
    "paid": {"start_refund"},
    "awaiting_shipment": {"start_refund"},
    "shipped": {"receive", "start_refund"},
    "received": {"complete", "start_refund"},
    "completed": {"start_refund"},
    "closed": set(),
    "refunding": {"finish_refund", "abort_refund"},
    "refunded": set(),
}


def log_of(order: Order) -> list[tuple[str, str, str]]:
    rows = OrderTransition.objects.filter(order=order).order_by("version")
    return list(rows.values_list("name", "source", "target"))


@pytest.mark.parametrize("status", OrderStatus.values)
def test_from_each_state_exactly_the_transitions_of_the_table_go_through(status):
    order = in_state(status)
    before = log_of(order)

    for name, transition in TRANSITIONS.items():
        attempt = fresh(order)
        if name in NEXT[status]:
            with transaction.atomic():
                move(attempt, transition, actor=RULE, at=NOON)
                assert attempt.status in transition.targets
                assert log_of(order)[-1] == (name, status, attempt.status)
                transaction.set_rollback(True)
        else:
            with pytest.raises(TransitionRefused) as refused:
                move(attempt, transition, actor=RULE, at=NOON)
            assert refused.value.facts["number"] == order.number
            assert status_of(order) == status
        assert log_of(order) == before


def test_every_state_is_in_the_test_table_and_has_a_colour():
    assert set(NEXT) == set(OrderStatus.values) == set(COLOURS)


@pytest.mark.parametrize("status", OrderStatus.values)
def test_raw_sql_cannot_make_an_illegal_move(status):
    order = in_state(status)
    legal = {target for source, target in legal_moves() if source == status}

    for target in set(OrderStatus.values) - legal - {status}:
        with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
            _set_status(order, target)
        assert status_of(order) == status


def test_raw_sql_cannot_make_a_legal_move_without_its_row_in_the_log():
    order = in_state("pending_payment")

    with pytest.raises(IntegrityError, match="without a row in its log"), transaction.atomic():
        _commit(lambda: _set_status(order, "closed"))

    assert status_of(order) == "pending_payment"


def test_an_order_cannot_be_born_without_its_row_in_the_log():
    born = in_state("pending_payment")

    unlogged = Order(
        number="1",
        member_id=born.member_id,
        entry_point="buy_now",
        goods_amount=0,
        shipping_amount=0,
        payable_amount=0,
        placed_at=NOON,
    )
    with pytest.raises(IntegrityError, match="without a row in its log"), transaction.atomic():
        _commit(unlogged.save)

    assert Order.objects.get() == born


def test_the_log_cannot_be_rewritten():
    order = in_state("awaiting_shipment")

    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        OrderTransition.objects.filter(order=order).update(target="completed")
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        OrderTransition.objects.filter(order=order).delete()


def test_python_has_no_other_door_to_the_status():
    order = in_state("pending_payment")

    with pytest.raises(AttributeError):
        order.status = "paid"
    with pytest.raises(TypeError, match="state_machine alone"):
        Order.objects.update(status="paid")
    with pytest.raises(TypeError, match="state_machine alone"):
        Order.objects.bulk_update([order], ["status"])
    with pytest.raises(TransitionNotAllowed):
        order.ship()

    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_an_ordinary_order_passes_paid_at_once_and_both_rows_are_in_the_log():
    assert log_of(in_state("completed")) == [
        ("place", "", "pending_payment"),
        ("pay", "pending_payment", "paid"),
        ("fulfil", "paid", "awaiting_shipment"),
        ("ship", "awaiting_shipment", "shipped"),
        ("receive", "shipped", "received"),
        ("complete", "received", "completed"),
    ]


def test_pay_waits_for_every_instalment():
    a_shop()
    order = place()
    order.instalments.create(number=2, purpose="balance", amount=0, opens_at=NOON)
    first = order.instalments.get(number=1)
    first.status, first.captured_at = InstalmentStatus.CAPTURED, NOON
    first.save()

    with pytest.raises(TransitionRefused), atomic():
        move(fresh(order), TRANSITIONS["pay"], actor=RULE, at=NOON)

    assert status_of(order) == "pending_payment"


def _set_status(order: Order, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_order SET status = %s WHERE id = %s", [status, order.pk])


def _commit(change: Callable[[], object]) -> None:
    """Do it and have the deferred triggers fire, as COMMIT would."""
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
