from datetime import timedelta

import pytest

from logistics import services
from logistics.errors import OrderHeld
from logistics.rules import SHIP_BY
from members.models import Member
from orders.models import TimelineEntry
from orders.services import abort_refund, cancel_lines, start_refund
from tests.logistics.factories import (
    an_order,
    an_order_of_two_warehouses,
    parcels,
    planned,
    ship,
)
from tests.logistics.figures import broken_laws, contents, log_of, status_of
from tests.orders.factories import NOON, STAFF, pay, place

pytestmark = pytest.mark.django_db


def test_an_order_of_one_warehouse_is_one_parcel_with_a_clock():
    order = an_order({"TEA-01": 2, "CUP-01": 1})

    (parcel,) = planned(order)

    assert parcel.number == f"{order.number}-1"
    assert contents(parcel) == {1: 2, 2: 1}
    assert parcel.ship_by_started_at == NOON
    assert parcel.ship_by == NOON + timedelta(hours=48)
    assert log_of(parcel) == [(1, "plan", "", "planned")]
    told = TimelineEntry.objects.get(order=order, kind="shipment.planned")
    assert told.facts["shipment"] == parcel.number
    assert broken_laws() == []


def test_an_order_of_two_warehouses_is_two_parcels_and_a_line_may_be_in_both():
    near, far = planned(an_order_of_two_warehouses())

    assert (near.warehouse.code, far.warehouse.code) == ("NEAR", "FAR")
    assert (contents(near), contents(far)) == ({1: 4}, {1: 2, 2: 1})
    assert broken_laws() == []


def test_the_same_news_twice_plans_nothing_twice():
    order = an_order_of_two_warehouses()
    planned(order)

    assert services.plan_shipments(order_id=order.pk, at=NOON) == []
    assert len(parcels(order)) == 2


def test_news_that_comes_after_the_parcel_has_left_plans_nothing():
    order = an_order_of_two_warehouses()
    ship(planned(order)[0])

    assert services.plan_shipments(order_id=order.pk, at=NOON) == []
    assert len(parcels(order)) == 2


def test_news_that_comes_while_the_money_goes_back_makes_parcels_that_wait():
    order = an_order()
    start_refund(order_id=order.pk, actor=STAFF, reason="changed my mind", at=NOON)

    (parcel,) = planned(order)
    with pytest.raises(OrderHeld):
        ship(parcel)

    abort_refund(order_id=order.pk, actor=STAFF, reason="changed it back", at=NOON)
    assert broken_laws() == []
    ship(parcel)
    assert status_of(parcel) == "shipped"


def test_news_that_comes_after_everything_was_cancelled_plans_nothing():
    order = an_order()
    start_refund(order_id=order.pk, actor=STAFF, reason="", at=NOON)
    cancel_lines(order_id=order.pk, quantities={1: 1}, reason="refund", actor=STAFF, at=NOON)

    assert services.plan_shipments(order_id=order.pk, at=NOON) == []
    assert broken_laws() == []


def test_payment_leads_to_parcels_once_the_news_is_delivered(relay):
    order = an_order()

    assert broken_laws() == []  # the news is on its way
    relay()

    assert len(parcels(order)) == 1
    assert broken_laws() == []


def test_a_new_rule_is_for_new_parcels():
    first = an_order()
    second = pay(place(member=Member.objects.get()))
    (old,) = planned(first)

    SHIP_BY.change(24)
    (new,) = planned(second)

    old.refresh_from_db()
    assert (old.ship_by - NOON, new.ship_by - NOON) == (timedelta(hours=48), timedelta(hours=24))


def test_cancelled_goods_leave_the_parcel_they_were_in():
    order = an_order({"TEA-01": 3, "CUP-01": 1})
    (parcel,) = planned(order)

    cancel_lines(order_id=order.pk, quantities={1: 1, 2: 1}, reason="", actor=STAFF, at=NOON)

    assert contents(parcel) == {1: 2}
    assert status_of(parcel) == "planned"
    assert log_of(parcel)[-1] == (2, "cut", "planned", "planned")
    assert broken_laws() == []


def test_a_parcel_with_nothing_left_is_cancelled_and_the_others_stay():
    order = an_order_of_two_warehouses()
    near, far = planned(order)

    # the stock gives small parts back first: the two of the far warehouse
    cancel_lines(order_id=order.pk, quantities={1: 2, 2: 1}, reason="", actor=STAFF, at=NOON)

    assert (status_of(near), status_of(far)) == ("planned", "cancelled")
    assert contents(near) == {1: 4}
    assert TimelineEntry.objects.filter(order=order, kind="shipment.cancelled").count() == 1
    assert broken_laws() == []


def test_a_refund_of_everything_cancels_what_waits():
    order = an_order()
    (parcel,) = planned(order)
    start_refund(order_id=order.pk, actor=STAFF, reason="", at=NOON)

    cancel_lines(order_id=order.pk, quantities={1: 1}, reason="refund", actor=STAFF, at=NOON)

    assert status_of(parcel) == "cancelled"
    assert broken_laws() == []


def test_what_has_left_is_not_called_back_by_a_cancelled_line():
    order = an_order_of_two_warehouses()
    near, far = planned(order)
    ship(near)

    cancel_lines(order_id=order.pk, quantities={1: 2, 2: 1}, reason="", actor=STAFF, at=NOON)

    assert (status_of(near), status_of(far)) == ("shipped", "cancelled")
    assert contents(near) == {1: 4}
    assert broken_laws() == []
