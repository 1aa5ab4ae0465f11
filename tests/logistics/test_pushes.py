"""Pushes: verified before anything is read, taken once, and whatever their order."""

import itertools
from functools import partial

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.models import Following, Shipment, ShipmentEvent, TrackingEvent
from members.models import Notice
from orders.models import TimelineEntry
from tests.logistics.factories import an_order, planned, ship
from tests.logistics.figures import broken_laws, log_of, status_of
from tests.logistics.trails import HOME, REFUSED, param, push, rows, sign
from tests.orders.factories import status_of as order_status
from tests.races import race

pytestmark = pytest.mark.django_db
NUMBER = "SF1000000000001"


@pytest.fixture
def parcel(courier) -> Shipment:
    """Shipped, and followed as SF1000000000001."""
    (shipment,) = planned(an_order())
    return ship(shipment, tracking_number=NUMBER)


def nothing_has_moved(parcel):
    return (
        status_of(parcel) == "shipped"
        and not TrackingEvent.objects.exists()
        and not TimelineEntry.objects.filter(kind__startswith="shipment.delivered").exists()
    )


def test_a_pushed_trail_is_stored_and_moves_the_parcel_to_where_it_is(parcel):
    answer = push(NUMBER, rows(HOME[:2]))

    assert answer.status_code == 200
    assert answer.json() == {"result": True, "returnCode": "200", "message": "成功"}
    scans = TrackingEvent.objects.values_list("text", "state", "place")
    assert list(scans) == [("已揽收", "collected", "上海"), ("运输中", "in_transit", "上海")]
    assert status_of(parcel) == "in_transit"


def test_delivery_is_noted_and_receives_nothing(parcel):
    push(NUMBER, rows(HOME))

    parcel = Shipment.objects.get(pk=parcel.pk)
    assert parcel.status == "delivered"
    assert log_of(parcel)[-1][1:] == ("deliver", "shipped", "delivered")
    assert order_status(parcel.order) == "shipped"
    assert Following.objects.get().status == "ended"
    assert (parcel.collect_by, parcel.move_by) == (None, None)
    assert broken_laws() == []


def test_the_same_push_again_changes_nothing(parcel, relay):
    for _ in range(3):
        assert push(NUMBER, rows(HOME)).json()["result"]
    relay()

    assert TrackingEvent.objects.count() == 5
    assert [name for _v, name, _s, _t in log_of(parcel)] == ["plan", "ship", "deliver"]
    assert Notice.objects.filter(event="shipment.delivered").count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"sign": sign("")},
        {"param": param(NUMBER, rows(HOME))},
        {"param": param(NUMBER, rows(HOME)), "sign": sign(param(NUMBER, rows(HOME)), "other")},
        {"param": param(NUMBER, rows(HOME)) + " ", "sign": sign(param(NUMBER, rows(HOME)))},
        {"param": param(NUMBER, rows(HOME)), "sign": "签名"},
    ],
)
def test_a_push_without_the_right_signature_moves_nothing(parcel, form):
    answer = Client().post("/notify/kuaidi100", form)

    assert answer.status_code in (400, 401)
    assert answer.json()["result"] is False
    assert nothing_has_moved(parcel)


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"lastResult": null}', "{", "1" * 5000])
def test_a_signed_push_without_sense_is_refused(parcel, text):
    answer = Client().post("/notify/kuaidi100", {"param": text, "sign": sign(text)})

    assert answer.status_code == 400
    assert nothing_has_moved(parcel)


def test_a_number_of_nobody_is_not_ours(parcel):
    assert push("SF9999999999999", rows(HOME)).status_code == 404
    assert nothing_has_moved(parcel)


def test_the_same_digits_at_another_courier_are_another_parcel(parcel):
    assert push(NUMBER, rows(HOME), result={"com": "yunda"}).status_code == 404
    assert nothing_has_moved(parcel)


def test_a_shop_without_an_account_takes_no_push(parcel, settings):
    settings.KUAIDI100_CUSTOMER = ""

    assert push(NUMBER, rows(HOME)).status_code == 404
    assert nothing_has_moved(parcel)


def test_scans_that_cannot_be_read_are_left_out_and_the_others_count(parcel):
    data = [*rows(HOME[:1]), {"context": "?"}, {"time": "soon", "context": "?"}, 7]

    assert push(NUMBER, data).status_code == 200
    assert TrackingEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (["102"], "shipped"),
        (["103"], "in_transit"),
        (["1002", "8", "12"], "in_transit"),
        (["5"], "out_for_delivery"),
        (["501"], "out_for_delivery"),
        (["599"], "out_for_delivery"),
        (["304"], "delivered"),
        (["301", "1002"], "delivered"),
        (["206"], "in_transit"),
        (["5", "14", "6", "4"], "returned"),
        (["301", "4"], "returned"),
    ],
)
def test_each_code_leads_to_its_state(parcel, codes, status):
    push(NUMBER, rows([(code, f"{code} {place}") for place, code in enumerate(codes)]))

    assert status_of(parcel) == status


def test_without_codes_the_newest_scan_has_the_parcels_own_state(parcel):
    data = rows(HOME[:2])
    for row in data:
        del row["statusCode"]

    push(NUMBER, data, result={"state": "5"})

    assert status_of(parcel) == "out_for_delivery"


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), story=st.sampled_from([HOME, REFUSED]))
def test_shuffled_and_repeated_pushes_end_in_the_same_state(courier, data, story):
    """Each push has the whole trail of its moment; they come in any order, some of them twice."""
    moments = [rows(story[:length]) for length in range(1, len(story) + 1)]
    order = data.draw(st.permutations([*moments, *moments[:2]]))
    number = f"SF{next(_numbers):013d}"
    phone = f"139{next(_numbers):08d}"
    (shipment,) = planned(an_order({f"S-{number}": 1}, phone=phone))
    ship(shipment, tracking_number=number)

    for moment in order:
        assert push(number, moment).status_code == 200

    shipment = Shipment.objects.get(pk=shipment.pk)
    expected = ("delivered", "") if story is HOME else ("returned", "returned")
    assert (shipment.status, shipment.trouble) == expected
    scans = TrackingEvent.objects.filter(label__number=number)
    assert [scan.text for scan in scans] == [text for _code, text in story]
    blocks = shipment.order.blocks.filter(lifted_at=None)
    assert blocks.count() == (0 if story is HOME else 1)


_numbers = itertools.count(1)


@pytest.mark.django_db(transaction=True)
def test_twenty_pushes_at_once_are_one_trail_and_one_move(courier):
    """Without the order's lock two of them find the trail empty, and one dies on a constraint."""
    (shipment,) = planned(an_order())
    ship(shipment, tracking_number=NUMBER)

    answers = race([partial(push, NUMBER, rows(HOME)) for _ in range(20)])

    assert [answer.status_code for answer in answers] == [200] * 20
    assert TrackingEvent.objects.count() == 5
    assert ShipmentEvent.objects.filter(name="deliver").count() == 1
    assert TimelineEntry.objects.filter(kind="shipment.delivered").count() == 1
    assert broken_laws() == []


def test_a_push_without_news_costs_little(parcel, django_assert_max_num_queries):
    push(NUMBER, rows(HOME[:3]))

    with django_assert_max_num_queries(12):
        push(NUMBER, rows(HOME[:3]))


def test_a_push_of_any_length_takes_the_same_statements(parcel, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        push(NUMBER, rows([("1002", f"第{number}站") for number in range(60)]))
