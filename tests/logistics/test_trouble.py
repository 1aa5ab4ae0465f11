"""Trouble on the way: said once, to people; it holds receipt back, and goes as it came."""

from datetime import timedelta

import pytest

from core.incidents import close_cured, kind_of
from core.models import Incident
from logistics import tasks
from logistics.models import Shipment
from members.models import Notice
from orders import services as orders
from orders.errors import TransitionRefused
from orders.models import TimelineEntry
from tests.logistics.factories import an_order, planned, ship
from tests.logistics.figures import broken_laws
from tests.logistics.trails import push, rows
from tests.orders.factories import NOON, RULE, fresh
from tests.orders.factories import status_of as order_status

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NUMBER = "SF1000000000001"
COLLECTED = ("103", "已揽收")


@pytest.fixture
def parcel(courier) -> Shipment:
    (shipment,) = planned(an_order())
    return ship(shipment, tracking_number=NUMBER)


@pytest.fixture
def clock_at(monkeypatch):
    """``clock_at(moment)``: the sweeps' present."""
    return lambda moment: monkeypatch.setattr("core.clock.now", lambda: moment)


def incidents():
    return list(Incident.objects.filter(resolved_at=None).values_list("kind", flat=True))


def blocks(parcel):
    return [(block.kind, block.stops) for block in fresh(parcel.order).open_blocks]


def troubled(parcel):
    return Shipment.objects.values_list("trouble", flat=True).get(pk=parcel.pk)


def test_a_parcel_that_nobody_collects_is_an_incident_until_it_is(parcel, clock_at):
    clock_at(NOON + 24 * HOUR - timedelta(seconds=1))
    tasks.sweep_silent_shipments()
    assert incidents() == []

    clock_at(NOON + 24 * HOUR)
    tasks.sweep_silent_shipments()
    tasks.sweep_silent_shipments()

    assert incidents() == ["parcel_not_collected"]
    assert blocks(parcel) == []
    kind, subject = kind_of("parcel_not_collected"), f"shipment:{parcel.number}"
    assert kind.still_true(subject)
    assert kind.link(subject) == f"/admin/logistics/shipment/{parcel.pk}/change/"

    push(NUMBER, rows([COLLECTED]))
    assert incidents() == []
    assert not kind.still_true(subject)


def test_a_silent_parcel_holds_receipt_back_until_it_moves_again(parcel, clock_at):
    clock_at(NOON)
    push(NUMBER, rows([COLLECTED]))
    clock_at(NOON + 72 * HOUR - timedelta(seconds=1))
    tasks.sweep_silent_shipments()
    assert troubled(parcel) == ""

    clock_at(NOON + 72 * HOUR)
    tasks.sweep_silent_shipments()

    assert (troubled(parcel), incidents()) == ("silent", ["parcel_silent"])
    assert blocks(parcel) == [("parcel", ["receive"])]
    order = fresh(parcel.order)
    assert (order.auto_receive_at, order.auto_receive_left) == (None, timedelta(days=4))
    with pytest.raises(TransitionRefused):
        orders.receive_order(order_id=order.pk, actor=RULE, at=NOON + 73 * HOUR)

    clock_at(NOON + 80 * HOUR)
    push(NUMBER, rows([COLLECTED, ("1002", "运输中")]))

    assert (troubled(parcel), incidents(), blocks(parcel)) == ("", [], [])
    assert fresh(parcel.order).auto_receive_at == NOON + 80 * HOUR + timedelta(days=4)
    kinds = TimelineEntry.objects.filter(order=order).values_list("kind", flat=True)
    assert {"shipment.trouble.silent", "shipment.recovered"} <= set(kinds)
    assert broken_laws() == []


def test_silence_counts_from_the_newest_scan_however_late_it_is_heard_of(parcel, clock_at):
    clock_at(NOON + 60 * HOUR)
    push(NUMBER, rows([COLLECTED]))  # made two hours after noon

    clock_at(NOON + 74 * HOUR - timedelta(seconds=1))
    tasks.sweep_silent_shipments()
    assert troubled(parcel) == ""

    clock_at(NOON + 74 * HOUR)
    tasks.sweep_silent_shipments()
    assert troubled(parcel) == "silent"


@pytest.mark.parametrize(
    ("codes", "trouble", "told"),
    [
        (["206"], "problem", "problem"),
        (["210"], "problem", "problem"),
        (["13"], "problem", "problem"),
        (["14"], "refused", "refused"),
        (["203"], "refused", "refused"),
        (["14", "6"], "returning", "returning"),
        (["14", "6", "4"], "returned", "returned"),
    ],
)
def test_trouble_is_flagged_with_its_incident_its_block_and_a_notice(
    parcel, relay, codes, trouble, told
):
    push(NUMBER, rows([(code, f"{code}!") for code in ["103", *codes]]))
    relay()

    assert (troubled(parcel), incidents()) == (trouble, [f"parcel_{trouble}"])
    assert blocks(parcel) == [("parcel", ["receive"])]
    assert Notice.objects.filter(event=f"shipment.{told}", reference=parcel.number).exists()
    assert Incident.objects.get().facts["tracking_number"] == NUMBER


def test_a_problem_that_ends_in_delivery_is_forgotten(parcel):
    push(NUMBER, rows([COLLECTED, ("206", "联系不上")]))
    push(NUMBER, rows([COLLECTED, ("206", "联系不上"), ("302", "签收")]))

    assert (troubled(parcel), incidents(), blocks(parcel)) == ("", [], [])
    assert Shipment.objects.get().status == "delivered"
    assert order_status(parcel.order) == "shipped"


def test_what_was_delivered_and_is_sent_back_is_in_trouble_again(parcel):
    push(NUMBER, rows([COLLECTED, ("304", "已放入快递柜")]))
    push(NUMBER, rows([COLLECTED, ("304", "已放入快递柜"), ("6", "退回中")]))

    assert (Shipment.objects.get().status, troubled(parcel)) == ("delivered", "returning")
    assert blocks(parcel) == [("parcel", ["receive"])]


def test_an_old_scan_that_comes_late_is_no_trouble(parcel):
    trail = rows([COLLECTED, ("206", "联系不上"), ("301", "签收")])
    push(NUMBER, [trail[0], trail[2]])
    push(NUMBER, trail)

    assert (troubled(parcel), incidents()) == ("", [])


def test_the_incident_of_a_returned_parcel_closes_with_its_order(parcel):
    push(NUMBER, rows([COLLECTED, ("14", "拒收"), ("4", "退签")]))
    orders.start_refund(order_id=parcel.order_id, actor=RULE, reason="", at=NOON)

    assert close_cured(at=NOON) == 1


def test_asking_again_is_the_cure_of_silence(parcel, courier, relay, clock_at):
    relay()
    clock_at(NOON + 72 * HOUR)
    tasks.sweep_silent_shipments()
    assert incidents() == ["parcel_not_collected", "parcel_silent"]
    courier.sandbox.fault("notify_drop", target=NUMBER)
    courier.scan(NUMBER, "collected")

    kind_of("parcel_silent").cure.run(f"shipment:{parcel.number}", RULE, NOON + 73 * HOUR)

    assert (troubled(parcel), incidents()) == ("", [])
