import pytest

from core.models import OutboxMessage
from core.outbox import deliver
from members.models import Notice
from tests.logistics.factories import an_order_of_two_warehouses, planned, ship
from tests.orders.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_member_is_told_of_each_parcel_once_it_is_shipped(relay):
    order = an_order_of_two_warehouses()
    near, far = planned(order)
    relay()
    assert not Notice.objects.filter(event="shipment.shipped").exists()

    ship(near, courier_code="jd", tracking_number="JDV012345678901")
    relay()

    notice = Notice.objects.get(event="shipment.shipped")
    assert (notice.member_id, notice.reference) == (order.member_id, near.number)
    assert notice.facts == {
        "order": order.number,
        "shipment": near.number,
        "courier": "jd",
        "tracking_number": "JDV012345678901",
    }

    ship(far)
    relay()
    assert Notice.objects.filter(event="shipment.shipped").count() == 2


def test_the_same_news_twice_tells_once(relay):
    ship(planned(an_order_of_two_warehouses())[0])
    relay()

    OutboxMessage.objects.update(delivered_at=None, due_at=NOON)
    deliver(OutboxMessage.objects.values_list("pk", flat=True), at=NOON)

    assert Notice.objects.filter(event="shipment.shipped").count() == 1
