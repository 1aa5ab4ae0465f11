"""What happens to a parcel before it leaves: picked, packed, each told once, held goods stay."""

import pytest

from logistics.errors import AlreadyShipped, OrderHeld, ShipmentTransitionRefused
from logistics.models import ShipmentEvent
from logistics.services import pack_shipment, start_picking
from orders.models import TimelineEntry
from orders.services import place_block
from tests.logistics.factories import a_colleague, an_order, planned, ship
from tests.logistics.figures import broken_laws, status_of
from tests.orders.factories import NOON

pytestmark = pytest.mark.django_db


def step(service, parcel):
    return service(shipment_id=parcel.pk, actor=a_colleague(), at=NOON)


def told_of(parcel):
    return list(
        TimelineEntry.objects.filter(order=parcel.order_id, kind__startswith="shipment.")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_a_parcel_is_picked_packed_and_shipped():
    (parcel,) = planned()

    step(start_picking, parcel)
    assert status_of(parcel) == "picking"
    step(pack_shipment, parcel)
    assert status_of(parcel) == "packed"
    ship(parcel)

    assert status_of(parcel) == "shipped"
    assert told_of(parcel) == [
        "shipment.planned",
        "shipment.picking",
        "shipment.packed",
        "shipment.shipped",
    ]
    assert broken_laws() == []


def test_a_parcel_may_be_packed_without_a_word_of_picking_and_is_packed_once():
    (parcel,) = planned()
    step(pack_shipment, parcel)

    for again in (pack_shipment, start_picking):
        with pytest.raises(ShipmentTransitionRefused):
            step(again, parcel)

    assert status_of(parcel) == "packed"
    assert told_of(parcel) == ["shipment.planned", "shipment.packed"]


@pytest.mark.parametrize("service", [start_picking, pack_shipment])
def test_goods_that_must_stay_are_neither_picked_nor_packed(service):
    order = an_order()
    (parcel,) = planned(order)
    place_block(order_id=order.pk, kind="review", reference="1", stops=["ship"], at=NOON)

    with pytest.raises(OrderHeld):
        step(service, parcel)

    assert status_of(parcel) == "planned"
    assert ShipmentEvent.objects.filter(shipment=parcel).count() == 1
    assert told_of(parcel) == ["shipment.planned"]


def test_who_packs_what_has_left_is_told_who_shipped_it():
    (parcel,) = planned()
    ship(parcel)

    with pytest.raises(AlreadyShipped):
        step(pack_shipment, parcel)

    assert status_of(parcel) == "shipped"
