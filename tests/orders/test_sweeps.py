"""The sweeps as beat starts them, with an order among the due ones that cannot go on."""

import pytest
from django.db import connection

from core.incidents import close_cured, kind_of
from core.models import Incident
from orders import tasks
from orders.models import Order
from products.models import Sku
from products.selectors import reservations_of
from products.sourcing import Demand
from tests.orders.factories import (
    NOON,
    STAFF,
    a_member,
    a_shop,
    dispatch,
    fresh,
    in_state,
    pay,
    place,
    status_of,
)
from tests.products.factories import reserved

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shipped_orders():
    a_shop({"TEA-01": 10})
    member = a_member()
    return [dispatch(pay(place(member=member))) for _ in range(3)]


def test_one_bad_order_does_not_keep_the_others_from_being_received(shipped_orders):
    good, bad, other = shipped_orders
    table = "ALTER TABLE orders_ordertransition"
    with connection.cursor() as cursor:  # its log takes no further row
        cursor.execute(f"{table} ADD CONSTRAINT bad CHECK (order_id <> %s) NOT VALID", [bad.pk])

    tasks.sweep_receipts()

    assert [status_of(order) for order in (good, bad, other)] == ["received", "shipped", "received"]
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == ("order_stuck", f"order:{bad.number}")

    with connection.cursor() as cursor:
        cursor.execute(f"{table} DROP CONSTRAINT bad")
    tasks.sweep_receipts()
    close_cured(at=NOON)

    assert status_of(bad) == "received"
    assert not Incident.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize("status", ["closed", "refunded", "completed"])
def test_an_ended_order_that_holds_stock_is_told_of_and_gives_it_back_on_the_button(status):
    order = in_state(status)
    tasks.sweep_leaks()
    assert not Incident.objects.exists()
    sku = Sku.objects.get(code="TEA-01")
    reserved(order.number, Demand(2, sku.pk, 3))

    tasks.sweep_leaks()
    tasks.sweep_leaks()
    close_cured(at=NOON)

    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == ("stock_leak", f"order:{order.number}")
    assert incident.resolved_at is None
    cure = kind_of(incident.kind).cure
    assert cure is not None
    cure.run(incident.subject, STAFF, NOON)
    incident.refresh_from_db()
    assert incident.resolution == "given back"
    assert not reservations_of(order.number).filter(status="reserved").exists()


def test_a_living_order_may_hold_stock():
    in_state("awaiting_shipment")
    tasks.sweep_leaks()
    assert not Incident.objects.exists()


def test_a_received_order_completes_when_its_window_is_over(shipped_orders):
    tasks.sweep_receipts()
    tasks.sweep_completions()
    assert {status_of(order) for order in shipped_orders} == {"received"}
    Order.objects.update(auto_complete_at=NOON)

    tasks.sweep_completions()

    assert {status_of(order) for order in shipped_orders} == {"completed"}
    assert all(fresh(order).completed_at for order in shipped_orders)
