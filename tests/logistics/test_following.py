"""Subscribing, asking, recognising: the real protocol against the sandbox over HTTP."""

import itertools
from datetime import timedelta

import pytest

from core import clock
from logistics import services
from logistics.errors import AskedLately, NobodyFollows
from logistics.models import Following, Shipment, TrackingEvent
from logistics.rules import TRACKING_QUERIES
from logistics.tasks import follow_parcels
from orders.services import receive_order
from tests.logistics.factories import an_order, an_order_of_two_warehouses, planned, ship
from tests.logistics.figures import broken_laws, status_of
from tests.logistics.trails import HOME, push, rows
from tests.orders.factories import NOON, RULE

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
_numbers = itertools.count(1)


def a_number() -> str:
    """One that no other test has used: the sandbox remembers."""
    return f"SF77{next(_numbers):011d}"


@pytest.fixture
def shipped(courier):
    """``(parcel, number)``: shipped, and followed as soon as the outbox is relayed."""
    number = a_number()
    (shipment,) = planned(an_order())
    return ship(shipment, tracking_number=number), number


def followed(number):
    return Following.objects.get(label__number=number)


def test_a_shipped_parcel_is_subscribed_to_once(shipped, courier, relay):
    parcel, number = shipped
    assert followed(number).status == "pending"

    relay()
    services.follow(shipment_id=parcel.pk, at=NOON)

    subscribed = courier.parcel(number)
    assert (subscribed["company"], subscribed["status"]) == ("shunfeng", "polling")
    assert subscribed["callback"] == "http://127.0.0.1:9/notify/kuaidi100"
    assert subscribed["phone"] == "0001"  # of 13800000001: no more leaves the house
    following = followed(number)
    assert (following.status, following.subscriptions) == ("subscribed", 1)
    assert following.next_step_at == NOON + 8 * HOUR


def test_a_number_that_the_provider_knows_as_ours_is_subscribed_to(shipped, relay):
    """A worker was killed between the call and its outcome: 501, and all is well."""
    _parcel, number = shipped
    relay()
    Following.objects.update(status="pending", next_step_at=NOON)

    services.take_step(label_id=followed(number).pk, at=NOON)

    assert followed(number).status == "subscribed"


def test_lost_pushes_are_made_up_for_by_asking(shipped, courier, relay):
    parcel, number = shipped
    relay()
    courier.sandbox.fault("notify_drop", target=number)
    courier.play(number, "normal")

    assert services.lease_steps(at=NOON + 8 * HOUR - MINUTE, limit=9) == []
    for label_id in services.lease_steps(at=NOON + 8 * HOUR, limit=9):
        services.take_step(label_id=label_id, at=NOON + 8 * HOUR)

    assert status_of(parcel) == "delivered"
    assert TrackingEvent.objects.count() == 5
    assert followed(number).status == "ended"
    assert broken_laws() == []


@pytest.mark.parametrize(
    ("fault", "knobs"),
    [
        ("system_error", {"operation": "subscribe", "executed": "yes"}),
        ("rate_limited", {"operation": "subscribe"}),
        ("drop_connection", {"operation": "subscribe"}),
    ],
)
def test_a_subscription_without_an_answer_is_asked_for_again(shipped, courier, relay, fault, knobs):
    _parcel, number = shipped
    courier.sandbox.fault(fault, target=number, times=1, **knobs)

    relay()
    following = followed(number)
    assert (following.status, following.subscriptions) == ("pending", 1)
    assert following.next_step_at == NOON + 4 * MINUTE

    for label_id in services.lease_steps(at=NOON + 4 * MINUTE, limit=9):
        services.take_step(label_id=label_id, at=NOON + 4 * MINUTE)
    assert followed(number).status == "subscribed"


def test_a_courier_that_the_provider_does_not_serve_is_only_asked_after(courier, relay):
    (parcel,) = planned(an_order())
    ship(parcel, courier_code="zhaijisong", tracking_number=a_number())

    relay()

    following = Following.objects.get()
    assert (following.status, following.last_answer[:3]) == ("queried", "400")
    assert following.next_step_at == NOON + 35 * MINUTE


def test_a_wrong_key_is_refused_and_said(shipped, settings, relay):
    _parcel, number = shipped
    settings.KUAIDI100_KEY = "wrong"

    relay()

    assert followed(number).status == "queried"
    assert followed(number).last_answer.startswith("503 ")


def test_asking_backs_off_and_news_begins_anew(shipped, courier, relay):
    parcel, number = shipped
    relay()
    at, gaps = NOON, []
    for _turn in range(4):
        following = followed(number)
        gaps.append((following.next_step_at - at) // HOUR)
        at = following.next_step_at
        (label_id,) = services.lease_steps(at=at, limit=9)
        services.take_step(label_id=label_id, at=at)
    assert gaps == [8, 16, 24, 24]

    push(number, rows(HOME[:1]))

    assert followed(number).queries == 0
    assert status_of(parcel) == "in_transit"


def test_a_number_is_not_asked_for_twice_in_half_an_hour(shipped, courier, relay):
    _parcel, number = shipped
    relay()
    courier.scan(number, "collected")

    services.take_step(label_id=followed(number).pk, at=NOON + 29 * MINUTE)
    assert not TrackingEvent.objects.exists()

    services.take_step(label_id=followed(number).pk, at=NOON + 30 * MINUTE)
    assert TrackingEvent.objects.count() == 1


def test_staff_who_ask_again_too_soon_are_told_so(shipped, courier, relay):
    parcel, number = shipped
    relay()
    courier.scan(number, "collected")

    with pytest.raises(AskedLately):
        services.ask_again(shipment_id=parcel.pk, at=NOON + 29 * MINUTE)
    assert not TrackingEvent.objects.exists()

    services.ask_again(shipment_id=parcel.pk, at=NOON + 30 * MINUTE)
    assert status_of(parcel) == "in_transit"


def test_an_order_that_is_received_is_followed_no_more(shipped, relay):
    parcel, number = shipped
    relay()

    receive_order(order_id=parcel.order_id, actor=RULE, at=NOON)
    relay()

    assert (followed(number).status, followed(number).next_step_at) == ("ended", None)
    shipment = Shipment.objects.get(pk=parcel.pk)
    assert (shipment.status, shipment.collect_by, shipment.move_by) == ("confirmed", None, None)


def test_the_quota_bounds_what_a_sweep_takes(courier, settings, monkeypatch):
    sent = []
    monkeypatch.setattr("logistics.tasks.follow_number.delay", sent.append)
    for parcel in planned(an_order_of_two_warehouses()):
        ship(parcel, tracking_number=a_number())
    TRACKING_QUERIES.change(2)

    follow_parcels()
    assert len(sent) == 1
    follow_parcels()
    assert len(set(sent)) == 2
    follow_parcels()
    assert len(sent) == 2


def test_a_sweep_leases_any_number_in_the_same_statements(courier, django_assert_num_queries):
    for parcel in planned(an_order_of_two_warehouses()):
        ship(parcel, tracking_number=a_number())

    with django_assert_num_queries(4):  # begin, lock, update, commit: savepoints in a test
        assert len(services.lease_steps(at=NOON, limit=100)) == 2


def test_a_shop_without_an_account_ships_and_expects_nothing(settings, relay):
    settings.KUAIDI100_CUSTOMER = ""
    (parcel,) = planned(an_order())

    ship(parcel)
    relay()

    assert not Following.objects.exists()
    assert Shipment.objects.get(pk=parcel.pk).move_by is None
    with pytest.raises(NobodyFollows):
        services.ask_again(shipment_id=parcel.pk, at=NOON)


# --- what the provider says beside the trail ----------------------------------------------


def test_a_number_that_was_given_up_is_subscribed_to_again_after_its_rest(shipped, relay):
    parcel, number = shipped
    relay()

    push(number, [], status="abort", message="3天查询无记录")

    following = followed(number)
    assert following.status == "pending"
    rest = following.next_step_at - Shipment.objects.get(pk=parcel.pk).shipped_at
    assert rest > 35 * MINUTE
    assert status_of(parcel) == "shipped"


def test_what_is_given_up_for_ever_is_only_asked_after(shipped, relay):
    _parcel, number = shipped
    relay()
    Following.objects.update(subscriptions=5)

    push(number, [], status="abort", message="60天无变化")

    assert followed(number).status == "queried"


def test_a_courier_that_was_corrected_is_followed_at_once(shipped, courier, relay):
    parcel, number = shipped
    relay()

    push(
        number,
        [],
        status="abort",
        autoCheck="1",
        comOld="shunfeng",
        comNew="yuantong",
        result={"com": "yuantong"},
    )
    following = followed(number)
    assert (following.status, following.courier_code) == ("pending", "yuantong")

    services.take_step(label_id=following.pk, at=following.next_step_at)
    assert courier.parcel(number)["company"] == "yuantong"

    push(number, rows(HOME), result={"com": "yuantong"})
    assert status_of(parcel) == "delivered"
    assert parcel.tracking_numbers.get().courier.code == "shunfeng"  # what was typed stays


def test_the_provider_corrects_a_courier_and_the_parcel_arrives_all_the_same(
    shipped, courier, relay
):
    """The whole way, as the provider tells it: asked after, corrected, subscribed to anew."""
    parcel, number = shipped
    relay()
    courier.correct(number, "jtexpress")
    assert courier.parcel(number)["status"] == "abort"
    push(number, [], status="abort", comOld="shunfeng", comNew="jtexpress")

    (label_id,) = services.lease_steps(at=clock.now(), limit=9)
    services.take_step(label_id=label_id, at=clock.now())
    assert followed(number).status == "subscribed"

    courier.play(number, "normal")
    services.ask_again(shipment_id=parcel.pk, at=clock.now() + HOUR)
    assert status_of(parcel) == "delivered"


def test_the_end_of_a_subscription_after_delivery_ends_all(shipped, relay):
    _parcel, number = shipped
    relay()

    push(number, rows(HOME), status="shutdown")
    push(number, rows(HOME), status="shutdown")

    assert (followed(number).status, followed(number).next_step_at) == ("ended", None)
