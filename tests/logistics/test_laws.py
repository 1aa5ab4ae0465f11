"""Each law finds what it is there for: broken by hand, below every guard, it names the row."""

import pgtrigger
import pytest
from django.db import connection

from logistics.laws import LAWS
from tests.logistics.factories import an_order, an_order_of_two_warehouses, planned, ship

pytestmark = pytest.mark.django_db

HARM = {
    "a parcel's state is the last of its log": (
        "UPDATE logistics_shipment SET version = version + 1"
    ),
    "what a line counts as shipped has left in parcels": (
        "UPDATE orders_orderline SET shipped_quantity = shipped_quantity - 1 "
        "WHERE shipped_quantity > 0"
    ),
    "parcels never hold more than the order line asks for": (
        "UPDATE logistics_shipmentline SET quantity = quantity + 1"
    ),
    "a parcel is of one order": (
        "UPDATE logistics_shipment SET order_id = (SELECT max(id) FROM orders_order)"
    ),
    "what left has a tracking number": "DELETE FROM logistics_trackingnumber",
    "what waits in a parcel is reserved for it": (
        "UPDATE products_reservation SET quantity = quantity - 1 WHERE quantity > 1"
    ),
    "all that awaits shipment is in a parcel, or the news of it is on its way": (
        "UPDATE core_outboxmessage SET delivered_at = now()"
    ),
    "a parcel in trouble holds the receipt of its order back, and no other does": (
        "UPDATE logistics_shipment SET trouble = 'problem'"
    ),
}


def broken():
    names = []
    for law in LAWS:
        with connection.cursor() as cursor:
            cursor.execute(law.sql)
            if cursor.fetchall():
                names.append(law.name)
    return names


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_names_what_breaks_it(law):
    # given one parcel that left, one that waits, and an order whose news is on its way
    near, _far = planned(an_order_of_two_warehouses())
    ship(near)
    an_order({"OTHER-01": 1}, phone="13800000002")
    assert broken() == []

    with pgtrigger.ignore("logistics.TrackingNumber:append_only"), connection.cursor() as cursor:
        cursor.execute(HARM[law.name])

    assert law.name in broken()
