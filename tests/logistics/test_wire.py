"""The whole way over HTTP, both of them: subscribed at the provider, pushed to the shop."""

import time

import pytest

from logistics.models import Shipment, ShipmentEvent, TrackingEvent
from tests.logistics.factories import an_order, planned, ship
from tests.logistics.figures import broken_laws, status_of

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "SF1000000000001"


@pytest.fixture
def parcel(pushing_courier, relay) -> Shipment:
    (shipment,) = planned(an_order())
    ship(shipment, tracking_number=NUMBER)
    relay()
    return shipment


def until_taken(courier):
    """The pushes, as soon as all of them are acknowledged."""
    give_up_at = time.monotonic() + 20
    while not all(each["acknowledged_at"] for each in courier.parcel(NUMBER)["pushes"]):
        assert time.monotonic() < give_up_at, courier.parcel(NUMBER)
        time.sleep(0.02)
    return courier.parcel(NUMBER)["pushes"]


def test_pushes_that_are_repeated_reordered_and_lost_bring_the_parcel_home(parcel, pushing_courier):
    pushing_courier.sandbox.fault("notify_reorder", target=NUMBER, times=1, seconds=1)
    pushing_courier.sandbox.fault("notify_duplicate", target=NUMBER, copies=3)
    pushing_courier.sandbox.fault("notify_drop", target=NUMBER, times=1)

    pushing_courier.play(NUMBER, "normal")

    assert len(until_taken(pushing_courier)) == 5
    assert status_of(parcel) == "delivered"
    assert TrackingEvent.objects.count() == 5
    assert ShipmentEvent.objects.filter(name="deliver").count() == 1
    assert broken_laws() == []


def test_forged_pushes_are_refused_and_move_nothing(parcel, pushing_courier):
    pushing_courier.sandbox.fault("notify_drop", target=NUMBER)
    pushing_courier.play(NUMBER, "normal")

    for spoilt in ("notify_forge", "notify_corrupt", "notify_unsigned"):
        answers = pushing_courier.notify(NUMBER, times=2, fault={"kind": spoilt})
        assert set(answers) == {401}

    assert status_of(parcel) == "shipped"
    assert not TrackingEvent.objects.exists()
