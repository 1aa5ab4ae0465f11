"""Real threads on real transactions. Each race was seen to fail with its lock taken away:
``locked_shipment`` reading order and parcel without ``select_for_update`` (see each test)."""

from collections import Counter
from functools import partial

import pytest

from logistics import services
from logistics.errors import AlreadyShipped, OrderHeld, ShipmentTransitionRefused
from logistics.models import ShipmentEvent
from orders.models import OrderLine
from orders.services import cancel_lines, start_refund
from products.models import StockMovement
from tests.logistics.factories import LI_NA, a_colleague, an_order, parcels, planned, ship
from tests.logistics.figures import broken_laws, labels, status_of
from tests.orders.factories import NOON, STAFF
from tests.orders.factories import status_of as order_status
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


def test_two_staff_ship_the_same_parcel_and_the_second_hears_of_the_first():
    """Without the lock both read "planned", and the second dies on a constraint of the log."""
    li_na, wang_wei = a_colleague(LI_NA), a_colleague("wang.wei")
    for number in range(ROUNDS):
        (parcel,) = planned(an_order({f"TEA-{number}": 2}, phone=f"1380000000{number}"))
        typed = {li_na: f"SF100000000000{number}", wang_wei: f"SF200000000000{number}"}
        outcomes = race(
            [
                partial(ship, parcel, tracking_number=typed[who], actor=who)
                for who in (li_na, wang_wei)
            ]
        )

        ((_courier, on_the_parcel),) = labels(parcel)
        assert Counter(type(each).__name__ for each in outcomes) == {
            "Shipment": 1,
            "AlreadyShipped": 1,
        }
        refused = next(each for each in outcomes if isinstance(each, AlreadyShipped))
        assert refused.facts["tracking_number"] == on_the_parcel
        assert ShipmentEvent.objects.filter(shipment=parcel, name="ship").count() == 1
    assert StockMovement.objects.filter(kind="ship").count() == ROUNDS
    assert broken_laws() == []


def test_a_parcel_is_shipped_or_its_goods_are_cancelled_never_both():
    """Without the lock the parcel leaves with goods whose stock was just given back."""
    colleague = a_colleague()
    tally = Counter()
    for number in range(ROUNDS):
        order = an_order({f"TEA-{number}": 2}, phone=f"1380000000{number}")
        (parcel,) = planned(order)

        shipped, cancelled = race(
            [
                partial(ship, parcel, actor=colleague),
                partial(
                    cancel_lines,
                    order_id=order.pk,
                    quantities={1: 2},
                    reason="",
                    actor=STAFF,
                    at=NOON,
                ),
            ]
        )

        ((shipped_quantity, cancelled_quantity),) = OrderLine.objects.filter(
            order=order
        ).values_list("shipped_quantity", "cancelled_quantity")
        if status_of(parcel) == "shipped":
            assert (shipped_quantity, cancelled_quantity) == (2, 0)
            assert isinstance(cancelled, Exception)
        else:
            assert status_of(parcel) == "cancelled"
            assert (shipped_quantity, cancelled_quantity) == (0, 2)
            assert isinstance(shipped, ShipmentTransitionRefused)
        tally[status_of(parcel)] += 1
    assert sum(tally.values()) == ROUNDS
    assert broken_laws() == []


def test_a_parcel_is_shipped_or_its_order_is_refunded_first():
    """Without the lock a parcel leaves although the refund of it has begun."""
    colleague = a_colleague()
    for number in range(ROUNDS):
        order = an_order({f"TEA-{number}": 2}, phone=f"1380000000{number}")
        (parcel,) = planned(order)

        shipped, _refunding = race(
            [
                partial(ship, parcel, actor=colleague),
                partial(start_refund, order_id=order.pk, actor=STAFF, reason="", at=NOON),
            ]
        )

        assert order_status(order) == "refunding"
        came_first = order.transitions.filter(name="ship").exists()
        assert (status_of(parcel) == "shipped") is came_first
        assert isinstance(shipped, OrderHeld) is not came_first
    assert broken_laws() == []


def test_the_news_of_fulfilment_twice_at_once_plans_one_parcel():
    """Without the order's lock both find no parcel yet, and the number is taken twice."""
    for number in range(ROUNDS):
        order = an_order({f"TEA-{number}": 2}, phone=f"1380000000{number}")

        race([partial(services.plan_shipments, order_id=order.pk, at=NOON)] * 4)

        assert len(parcels(order)) == 1
    assert broken_laws() == []


def test_one_label_on_two_parcels_is_taken_by_one_of_them():
    """Held by UNIQUE (courier, number): the loser learns which parcel carries it."""
    colleague = a_colleague()
    two = [
        planned(an_order({f"TEA-{number}": 1}, phone=f"1380000000{number}"))[0]
        for number in range(2)
    ]

    outcomes = race(
        [
            partial(ship, parcel, tracking_number="SF1000000000001", actor=colleague)
            for parcel in two
        ]
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Shipment", "TrackingNumberUsed"]
    assert sorted(map(status_of, two)) == ["planned", "shipped"]
    assert broken_laws() == []
