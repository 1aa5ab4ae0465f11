import pytest

from logistics import services
from orders.services import receive_order
from tests.logistics.factories import an_order, an_order_of_two_warehouses, planned, ship
from tests.logistics.figures import broken_laws, log_of, status_of
from tests.orders.factories import NOON, RULE

pytestmark = pytest.mark.django_db


def test_receipt_of_the_order_confirms_all_its_parcels_on_the_way(relay):
    order = an_order_of_two_warehouses()
    near, far = planned(order)
    ship(near)
    ship(far)

    receive_order(order_id=order.pk, actor=RULE, at=NOON)
    relay()

    assert (status_of(near), status_of(far)) == ("confirmed", "confirmed")
    assert log_of(far)[-1] == (3, "confirm", "shipped", "confirmed")
    near.refresh_from_db()
    assert near.confirmed_at == NOON
    assert broken_laws() == []


def test_the_same_news_twice_confirms_once():
    order = an_order()
    (parcel,) = planned(order)
    ship(parcel)
    services.confirm_shipments(order_id=order.pk, at=NOON)

    assert services.confirm_shipments(order_id=order.pk, at=NOON) == []
    assert len(log_of(parcel)) == 3
