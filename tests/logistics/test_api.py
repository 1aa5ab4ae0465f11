import pytest

from members.models import Member
from tests.logistics.factories import an_order, an_order_of_two_warehouses, planned, ship
from tests.members.factories import signed_in
from tests.orders.factories import a_member

pytestmark = pytest.mark.django_db


def address(order):
    return f"/api/v1/orders/{order.number}/shipments"


def test_a_member_sees_parcels_with_their_contents_and_numbers():
    order = an_order_of_two_warehouses()
    near, far = planned(order)
    ship(near, courier_code="shunfeng", tracking_number="SF1000000000001")

    answer = signed_in(Member.objects.get()).get(address(order), headers={"Accept-Language": "en"})

    assert answer.status_code == 200
    assert answer.json() == [
        {
            "number": near.number,
            "status": "shipped",
            "status_text": "Handed to the courier",
            "lines": [{"line": 1, "sku": "TEA-01", "quantity": 4}],
            "tracking_numbers": [
                {
                    "courier": "shunfeng",
                    "courier_name": "SF Express",
                    "courier_phone": "95338",
                    "number": "SF1000000000001",
                }
            ],
            "shipped_at": "2026-11-11T04:00:00Z",
            "delivered_at": None,
            "confirmed_at": None,
            "trouble": "",
            "trouble_text": "",
            "trail": [],
        },
        {
            "number": far.number,
            "status": "planned",
            "status_text": "To be picked",
            "lines": [
                {"line": 1, "sku": "TEA-01", "quantity": 2},
                {"line": 2, "sku": "CUP-01", "quantity": 1},
            ],
            "tracking_numbers": [],
            "shipped_at": None,
            "delivered_at": None,
            "confirmed_at": None,
            "trouble": "",
            "trouble_text": "",
            "trail": [],
        },
    ]


def test_an_order_that_nobody_packs_has_no_parcels():
    order = an_order()

    assert signed_in(Member.objects.get()).get(address(order)).json() == []


def test_the_order_of_another_member_is_not_found():
    order = an_order()
    planned(order)

    answer = signed_in(a_member("13800000002")).get(address(order))

    assert answer.status_code == 404
    assert answer.json()["code"] == "order.not_found"


def test_strangers_see_nothing(client):
    order = an_order()

    assert client.get(address(order)).status_code == 401


def test_it_takes_eight_queries_whatever_the_number_of_parcels(django_assert_num_queries):
    order = an_order_of_two_warehouses()
    for parcel in planned(order):
        ship(parcel)
    api = signed_in(Member.objects.get())
    api.get(address(order))  # warms the cache of the rules

    # token, order, parcels, lines, order lines, tracking numbers, couriers, scans
    with django_assert_num_queries(8):
        api.get(address(order))
