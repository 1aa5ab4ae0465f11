"""The sweeps as beat starts them, with an order among the due ones that cannot go on."""

import pytest
from django.db import connection

from core.incidents import close_cured
from core.models import Incident
from orders import tasks
from orders.models import Order
from tests.orders.factories import NOON, a_member, a_shop, dispatch, fresh, pay, place, status_of

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


def test_a_received_order_completes_when_its_window_is_over(shipped_orders):
    tasks.sweep_receipts()
    tasks.sweep_completions()
    assert {status_of(order) for order in shipped_orders} == {"received"}
    Order.objects.update(auto_complete_at=NOON)

    tasks.sweep_completions()

    assert {status_of(order) for order in shipped_orders} == {"completed"}
    assert all(fresh(order).completed_at for order in shipped_orders)
