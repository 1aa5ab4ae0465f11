"""Trails as they are shown: of several numbers as one, to the member and to staff."""

import pytest

from core.actor import Actor
from logistics import selectors, services
from logistics.couriers.base import Trail
from logistics.couriers.kuaidi100_trail import read_trail
from logistics.models import Courier, Shipment, TrackingNumber
from members.models import Member
from tests.backoffice.staff import at_work, colleague
from tests.logistics.factories import an_order, planned, ship
from tests.logistics.trails import HOME, push, rows
from tests.members.factories import signed_in
from tests.orders.factories import NOON

pytestmark = pytest.mark.django_db
NUMBER, SECOND = "SF1000000000001", "SF1000000000002"
PROVIDER = Actor.provider("kuaidi100")


@pytest.fixture
def parcel(courier) -> Shipment:
    (shipment,) = planned(an_order())
    return ship(shipment, tracking_number=NUMBER)


def relabelled(parcel: Shipment) -> TrackingNumber:
    """The courier gave it another number on the way; the first one stays."""
    return TrackingNumber.objects.create(
        shipment=parcel,
        courier=Courier.objects.get(code="shunfeng"),
        number=SECOND,
        actor="staff:1",
        at=NOON,
    )


def trail(*scans: tuple[str, str]) -> Trail:
    return read_trail({"data": rows(scans)})


def test_two_numbers_make_one_trail_in_which_no_scan_stands_twice(parcel):
    second = relabelled(parcel)
    push(NUMBER, rows(HOME[:3]))

    services.apply_trail(label_id=second.pk, trail=trail(*HOME), actor=PROVIDER, at=NOON)

    shown = selectors.with_trail(selectors.shipments()).get(pk=parcel.pk)
    texts = [scan.text for scan in selectors.trail_of(shown)]
    assert texts == [text for _code, text in reversed(HOME)]
    assert shown.status == "delivered"


def test_the_second_number_moves_the_parcel_and_never_back(parcel):
    second = relabelled(parcel)
    services.apply_trail(label_id=second.pk, trail=trail(*HOME), actor=PROVIDER, at=NOON)

    push(NUMBER, rows(HOME[:2]))

    assert Shipment.objects.get(pk=parcel.pk).status == "delivered"


def test_the_member_reads_the_trail_newest_first(parcel):
    push(NUMBER, rows(HOME[:2]))

    api = signed_in(Member.objects.get())
    path = f"/api/v1/orders/{parcel.order.number}/shipments"
    (shown,) = api.get(path, headers={"Accept-Language": "en"}).json()

    assert shown["status"] == "in_transit"
    assert shown["trail"] == [
        {
            "at": "2026-11-11T07:00:00Z",
            "text": "运输中",
            "place": "上海",
            "state": "in_transit",
            "state_text": "On its way",
        },
        {
            "at": "2026-11-11T06:00:00Z",
            "text": "已揽收",
            "place": "上海",
            "state": "collected",
            "state_text": "Collected",
        },
    ]


def test_staff_see_the_trail_and_the_trouble_on_the_orders_page(parcel):
    push(NUMBER, rows([*HOME[:2], ("206", "联系不上收件人")]))

    desk = at_work(colleague("orders.view_order", "logistics.view_shipment"))
    page = desk.get(f"/admin/orders/order/{parcel.order.number}/change/").content.decode()

    assert page.index("联系不上收件人") < page.index("已揽收")
    assert "problem on the way" in page
    assert "receipt waits" in page
