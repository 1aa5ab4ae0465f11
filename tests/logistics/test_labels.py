"""Another tracking number for a parcel that has left: the way out of a slip at the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from logistics import tasks
from logistics.errors import BadTrackingNumber, NotOnItsWay, TrackingNumberUsed
from logistics.models import Shipment, ShipmentEvent
from logistics.services import add_tracking_number
from orders.models import TimelineEntry
from orders.services import receive_order
from tests.backoffice.staff import at_work, colleague
from tests.logistics.factories import an_order, planned, ship
from tests.logistics.figures import broken_laws, status_of
from tests.logistics.trails import HOME, push, rows
from tests.orders.factories import NOON, RULE, STAFF
from tests.orders.factories import status_of as order_status

pytestmark = pytest.mark.django_db
MISTYPED, RIGHT = "SF1000000000001", "SF1000000000002"
DAY = timedelta(days=1)


@pytest.fixture
def parcel(courier):
    (shipment,) = planned(an_order())
    return ship(shipment, tracking_number=MISTYPED)


def relabel(parcel, number=RIGHT, at=NOON):
    return add_tracking_number(
        shipment_id=parcel.pk, courier_code="shunfeng", tracking_number=number, actor=STAFF, at=at
    )


def troubled(parcel):
    return Shipment.objects.values_list("trouble", flat=True).get(pk=parcel.pk)


def numbers(parcel):
    return list(parcel.tracking_numbers.values_list("number", flat=True))


def test_a_mistyped_number_gets_the_right_one_beside_it_and_the_order_can_be_received(
    parcel, monkeypatch
):
    later = NOON + 4 * DAY
    monkeypatch.setattr("core.clock.now", lambda: later)
    tasks.sweep_silent_shipments()
    assert troubled(parcel) == "silent"

    relabel(parcel, at=later)
    push(RIGHT, rows(HOME))

    assert numbers(parcel) == [MISTYPED, RIGHT]
    assert (status_of(parcel), troubled(parcel)) == ("delivered", "")
    receive_order(order_id=parcel.order_id, actor=RULE, at=later)
    assert order_status(parcel.order) == "received"
    assert broken_laws() == []


def test_the_new_number_is_followed_and_told(parcel):
    relabel(parcel)

    facts = {"shipment": parcel.number, "courier": "shunfeng", "tracking_number": RIGHT}
    told = TimelineEntry.objects.filter(kind="shipment.labelled")
    assert list(told.values_list("facts", "actor")) == [(facts, str(STAFF))]
    assert ShipmentEvent.objects.filter(name="label", target="shipped").count() == 1
    assert parcel.tracking_numbers.get(number=RIGHT).following.next_step_at == NOON


@pytest.mark.parametrize(
    ("number", "error"), [(MISTYPED, TrackingNumberUsed), ("?", BadTrackingNumber)]
)
def test_what_is_no_new_number_is_refused(parcel, number, error):
    with pytest.raises(error):
        relabel(parcel, number)

    assert numbers(parcel) == [MISTYPED]


def test_a_parcel_that_has_not_left_or_was_received_gets_none(parcel, relay):
    (waiting,) = planned(an_order({"CUP-01": 1}, phone="13800000002"))
    push(MISTYPED, rows(HOME))
    receive_order(order_id=parcel.order_id, actor=RULE, at=NOON + DAY)
    relay()

    for each in (waiting, parcel):
        with pytest.raises(NotOnItsWay):
            relabel(each)

    assert (numbers(waiting), numbers(parcel)) == ([], [MISTYPED])


def test_staff_add_it_from_the_parcels_page(parcel):
    desk = at_work(colleague("logistics.view_shipment", "logistics.ship_shipment"))
    page = reverse("admin:logistics_shipment_change", args=(parcel.pk,))
    adding = reverse("admin:logistics_shipment_add_number", args=(parcel.pk,))
    assert adding in desk.get(page).content.decode()

    typed = {"courier": "shunfeng", "tracking_number": RIGHT}
    answer = desk.post(adding, typed, follow=True)

    assert f"Parcel {parcel.number} has another number." in answer.content.decode()
    assert numbers(parcel) == [MISTYPED, RIGHT]
