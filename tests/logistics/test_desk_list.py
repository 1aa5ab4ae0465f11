"""The shipping desk's list: what comes first, what waits where, what is done with several."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from logistics.services import pack_shipment, plan_shipments, start_picking
from orders.services import place_block
from tests.backoffice.staff import at_work, colleague
from tests.logistics.factories import (
    a_colleague,
    an_order,
    an_order_of_two_warehouses,
    planned,
    ship,
)
from tests.logistics.figures import status_of
from tests.orders.factories import NOON, a_member, a_shop, pay, place

pytestmark = pytest.mark.django_db

DESK = "/admin/logistics/shipment/"


@pytest.fixture
def desk():
    return at_work(colleague("logistics.view_shipment", "logistics.ship_shipment"))


def some_parcels(count):
    """One of each of as many orders, an hour apart, the oldest first."""
    a_shop({"TEA-01": count * count, "CUP-01": count})
    member = a_member()
    parcels = []
    for n in range(count):
        at = NOON + timedelta(hours=n)
        order = pay(place({"TEA-01": n + 1, "CUP-01": 1}, member=member, at=at), at=at)
        parcels += plan_shipments(order_id=order.pk, at=at)
    return parcels


def get(desk, query=""):
    answer = desk.get(f"{DESK}{query}")
    assert answer.status_code == 200, answer
    return answer.content.decode()


def numbers_on(page):
    return re.findall(r'<span class="dd-number">([\d-]+)</span>', page)


def link(page, rel):
    return html.unescape(re.search(rf'<a href="([^"]+)" rel="{rel}"', page)[1])


def test_the_longest_overdue_comes_first_and_the_list_pages_by_the_last_parcel_seen(
    desk, monkeypatch
):
    monkeypatch.setattr("logistics.admin.shipments.ShipmentAdmin.list_per_page", 2)
    numbers = [parcel.number for parcel in some_parcels(3)]

    first = get(desk)
    second = get(desk, link(first, "next"))

    assert numbers_on(first) == numbers[:2]
    assert numbers_on(second) == numbers[2:]
    assert numbers_on(get(desk, link(second, "prev"))) == numbers[:2]
    assert numbers_on(get(desk, "?after=nonsense~1")) == numbers[:2]
    assert numbers_on(get(desk, "?stage=all")) == numbers[:0:-1]


def test_the_board_counts_what_waits_in_each_warehouse_and_leads_to_it(desk, time_machine):
    near, far = planned(an_order_of_two_warehouses())
    start_picking(shipment_id=far.pk, actor=a_colleague(), at=NOON)
    time_machine.move_to(near.ship_by, tick=False)

    rows = [[cell.count for cell in row.cells] for row in desk.get(DESK).context["board"]]

    # to ship, late, to be picked, being picked, packed
    assert rows == [[2, 2, 1, 1, 0], [1, 1, 1, 0, 0], [1, 1, 0, 1, 0]]
    there = f"?stage=late&warehouse__id__exact={far.warehouse_id}"
    assert numbers_on(get(desk, there)) == [far.number]
    assert numbers_on(get(desk, "?stage=picking")) == [far.number]
    time_machine.move_to(NOON, tick=False)
    assert numbers_on(get(desk, "?stage=late")) == []


def test_list_and_pick_list_take_as_many_queries_for_nine_parcels_as_for_one(desk):
    parcels = some_parcels(9)
    sheet = reverse("admin:logistics_shipment_pick_list")
    desk.get(DESK)

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    of_one = cost(f"{sheet}?parcel={parcels[0].pk}")
    of_nine = cost(f"{sheet}?" + "&".join(f"parcel={each.pk}" for each in parcels))
    assert of_one == of_nine <= 10

    nine_waiting = cost(DESK)
    for parcel in parcels[1:]:
        ship(parcel)
    assert cost(DESK) == nine_waiting <= 15
    assert cost(f"{DESK}?stage=underway") <= 15


def test_several_are_picked_and_packed_at_once_and_each_that_cannot_be_says_why(desk):
    first, second, third = some_parcels(3)
    pack_shipment(shipment_id=third.pk, actor=a_colleague(), at=NOON)
    chosen = [first.pk, second.pk, third.pk]

    answer = desk.post(DESK, {"action": "pick_selected", "_selected_action": chosen}, follow=True)

    assert [status_of(each) for each in (first, second, third)] == ["picking", "picking", "packed"]
    said = [str(message) for message in answer.context["messages"]]
    assert said[-1] == "Start picking: done for 2 parcels."
    assert f"Parcel {third.number} is “Packed”" in said[0]

    desk.post(DESK, {"action": "pack_selected", "_selected_action": chosen[:1]})
    assert status_of(first) == "packed"


def test_the_pick_list_sums_each_shelf_and_says_what_goes_into_each_parcel(desk):
    parcels = some_parcels(3)
    chosen = {"action": "print_pick_list", "_selected_action": [each.pk for each in parcels]}

    sheet = desk.get(desk.post(DESK, chosen).url)

    (warehouse,) = sheet.context["list"].warehouses
    shelf = [(row.sku_code, row.quantity, row.on_hand) for row in warehouse.shelf_rows]
    assert shelf == [("CUP-01", 3, 3), ("TEA-01", 6, 9)]
    assert [
        (each.shipment.number, [(row.sku_code, row.quantity) for row in each.rows])
        for each in warehouse.parcels
    ] == [(each.number, [("TEA-01", n), ("CUP-01", 1)]) for n, each in enumerate(parcels, start=1)]
    assert "王小明" not in sheet.content.decode()


def test_what_must_stay_is_marked_in_the_list_and_left_out_of_the_pick_list(desk):
    order = an_order()
    (parcel,) = planned(order)
    place_block(order_id=order.pk, kind="review", reference="1", stops=["ship"], at=NOON)

    assert "held back" in get(desk)
    sheet = desk.get(f"{DESK}pick-list/?parcel={parcel.pk}&parcel=x")

    assert sheet.context["list"].warehouses == []
    assert f"Parcel {parcel.number} must not leave" in sheet.content.decode()
