import pytest

from logistics.errors import (
    AlreadyShipped,
    BadTrackingNumber,
    OrderHeld,
    ShipmentNotFound,
    ShipmentTransitionRefused,
    TrackingNumberUsed,
    UnknownCourier,
)
from logistics.events import ShipmentShipped
from logistics.models import Courier, ShipmentEvent, TrackingNumber
from logistics.services import ship_shipment
from members.models import StaffUser
from orders.models import Order, OrderLine, TimelineEntry
from orders.services import cancel_lines, place_block, start_refund
from products.models import StockMovement
from products.selectors import reservations_of
from tests.logistics.factories import (
    LI_NA,
    a_colleague,
    an_order,
    an_order_of_two_warehouses,
    planned,
    ship,
)
from tests.logistics.figures import broken_laws, labels, log_of, status_of
from tests.orders.factories import NOON, STAFF
from tests.orders.factories import status_of as order_status

pytestmark = pytest.mark.django_db


def nothing_has_left(parcel):
    return (
        status_of(parcel) != "shipped"
        and not TrackingNumber.objects.filter(shipment=parcel).exists()
        and not StockMovement.objects.filter(kind="ship").exists()
        and not OrderLine.objects.filter(shipped_quantity__gt=0).exists()
        and not TimelineEntry.objects.filter(kind="shipment.shipped").exists()
        and broken_laws() == []
    )


def test_a_shipped_parcel_takes_its_goods_out_of_the_stock_and_its_order_along(published):
    news = published(ShipmentShipped)
    order = an_order({"TEA-01": 2})
    (parcel,) = planned(order)
    item = parcel.lines.get().stock_item

    ship(parcel, courier_code="zhongtong", tracking_number=" 7812 0001 0002 3x ")

    item.refresh_from_db()
    assert (item.on_hand, item.reserved) == (8, 0)
    assert status_of(parcel) == "shipped"
    assert labels(parcel) == [("zhongtong", "7812000100023X")]
    assert log_of(parcel) == [(1, "plan", "", "planned"), (2, "ship", "planned", "shipped")]
    assert order_status(order) == "shipped"
    assert news == [ShipmentShipped(parcel.pk, parcel.number, order.pk, NOON)]
    assert broken_laws() == []


def test_an_order_is_shipped_when_its_last_parcel_is():
    order = an_order_of_two_warehouses()
    near, far = planned(order)

    ship(near)
    assert order_status(order) == "awaiting_shipment"
    assert list(order.lines.values_list("shipped_quantity", flat=True)) == [4, 0]

    ship(far)
    assert order_status(order) == "shipped"
    assert list(order.lines.values_list("shipped_quantity", flat=True)) == [6, 1]
    assert broken_laws() == []


def test_who_comes_second_hears_who_shipped_it_and_how():
    (parcel,) = planned()
    ship(parcel, tracking_number="SF1000000000001")

    with pytest.raises(AlreadyShipped) as refused:
        ship(parcel, tracking_number="SF1000000000002", actor=a_colleague("wang.wei"))

    assert refused.value.facts == {
        "number": parcel.number,
        "by": LI_NA,
        "at": "2026-11-11 12:00",
        "courier": "顺丰速运",
        "tracking_number": "SF1000000000001",
    }
    assert labels(parcel) == [("shunfeng", "SF1000000000001")]
    assert broken_laws() == []


def test_nothing_leaves_while_the_money_goes_back():
    order = an_order()
    (parcel,) = planned(order)
    start_refund(order_id=order.pk, actor=STAFF, reason="", at=NOON)

    with pytest.raises(OrderHeld):
        ship(parcel)

    assert nothing_has_left(parcel)


def test_nothing_leaves_while_a_block_stops_shipping():
    order = an_order()
    (parcel,) = planned(order)
    place_block(order_id=order.pk, kind="review", reference="1", stops=["ship"], at=NOON)

    with pytest.raises(OrderHeld):
        ship(parcel)

    assert nothing_has_left(parcel)


def test_a_cancelled_parcel_cannot_be_shipped():
    order = an_order_of_two_warehouses()
    _near, far = planned(order)
    cancel_lines(order_id=order.pk, quantities={1: 2, 2: 1}, reason="", actor=STAFF, at=NOON)

    with pytest.raises(ShipmentTransitionRefused):
        ship(far)

    assert nothing_has_left(far)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"courier_code": "pigeon"}, UnknownCourier),
        ({"tracking_number": ""}, BadTrackingNumber),
        ({"tracking_number": "12345"}, BadTrackingNumber),
        ({"tracking_number": "1" * 33}, BadTrackingNumber),
        ({"tracking_number": "顺丰123456"}, BadTrackingNumber),
        ({"tracking_number": "SF1234567';--"}, BadTrackingNumber),
        ({"tracking_number": "\u0661\u0662\u0663\u0664\u0665\u0666"}, BadTrackingNumber),
    ],
)
def test_wrong_input_is_named_and_nothing_moves(wrong, error):
    (parcel,) = planned()

    with pytest.raises(error) as refused:
        ship(parcel, **wrong)

    assert refused.value.status == 422
    assert nothing_has_left(parcel)


def test_a_courier_out_of_use_takes_nothing_new():
    Courier.objects.filter(code="shunfeng").update(is_active=False)
    (parcel,) = planned()

    with pytest.raises(UnknownCourier):
        ship(parcel)

    assert nothing_has_left(parcel)


def test_a_parcel_that_is_none_is_not_found():
    with pytest.raises(ShipmentNotFound):
        ship_shipment(
            shipment_id=1,
            courier_code="ems",
            tracking_number="EA123456789CN",
            actor=STAFF,
            at=NOON,
        )


def test_a_number_that_another_parcel_carries_is_refused_and_that_parcel_named():
    near, far = planned(an_order_of_two_warehouses())
    ship(near, tracking_number="SF1000000000001")

    with pytest.raises(TrackingNumberUsed) as refused:
        ship(far, tracking_number="sf1000000000001")

    assert refused.value.facts["used_by"] == near.number
    assert status_of(far) == "planned"
    assert broken_laws() == []


def test_the_same_digits_of_another_courier_are_another_number():
    near, far = planned(an_order_of_two_warehouses())

    ship(near, courier_code="ems", tracking_number="1234567890123")
    ship(far, courier_code="yunda", tracking_number="1234567890123")

    assert labels(far) == [("yunda", "1234567890123")]


def test_the_log_says_who_it_was():
    (parcel,) = planned()

    ship(parcel)

    event = ShipmentEvent.objects.get(shipment=parcel, name="ship")
    assert event.actor == str(a_colleague())
    told = TimelineEntry.objects.get(kind="shipment.shipped")
    assert (told.actor, told.facts["courier"]) == (event.actor, "shunfeng")


def test_the_order_holds_nothing_after_its_goods_are_gone():
    order = an_order({"TEA-01": 3})
    ship(planned(order)[0])

    assert set(reservations_of(order.number).values_list("status", flat=True)) == {"issued"}
    assert Order.objects.get(pk=order.pk).shipped_at == NOON


def test_a_colleague_who_has_gone_is_named_by_the_log_alone():
    (parcel,) = planned()
    ship(parcel, actor=a_colleague("gone"))
    StaffUser.objects.filter(username="gone").delete()

    with pytest.raises(AlreadyShipped) as refused:
        ship(parcel)

    assert refused.value.facts["by"].startswith("staff:")
