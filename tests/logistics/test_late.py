from datetime import timedelta

import pytest

from core.incidents import kind_of
from core.models import Incident
from logistics import selectors, services, tasks
from logistics.rules import LATE_TO_SHIP, SHIP_BY
from orders.services import cancel_lines, start_refund
from tests.logistics.factories import an_order, planned, ship
from tests.orders.factories import NOON, STAFF

pytestmark = pytest.mark.django_db
IN_TIME = NOON + timedelta(hours=48, seconds=-1)
TOO_LATE = NOON + timedelta(hours=48)


def report(at):
    ids = selectors.late_to_ship(at=at, limit=100)
    return services.report_late_shipments(shipment_ids=ids, at=at)


def open_incidents():
    return list(Incident.objects.filter(resolved_at=None).values_list("kind", "subject"))


def test_a_parcel_is_reported_once_when_its_time_is_over():
    (parcel,) = planned()

    assert report(IN_TIME) == []
    assert report(TOO_LATE) == [parcel.pk]
    assert report(TOO_LATE + timedelta(hours=1)) == []

    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == (LATE_TO_SHIP, f"shipment:{parcel.number}")
    assert incident.facts["warehouse"] == parcel.warehouse.code
    kind = kind_of(LATE_TO_SHIP)
    assert kind.still_true(incident.subject)
    assert kind.link(incident.subject) == f"/admin/logistics/shipment/{parcel.pk}/change/"


def test_shipping_it_settles_the_incident():
    (parcel,) = planned()
    report(TOO_LATE)

    ship(parcel, at=TOO_LATE + timedelta(hours=1))

    assert open_incidents() == []
    assert Incident.objects.get().resolution == "shipped"
    assert not kind_of(LATE_TO_SHIP).still_true(f"shipment:{parcel.number}")


def test_cancelling_it_settles_the_incident():
    order = an_order()
    planned(order)
    report(TOO_LATE)

    cancel_lines(order_id=order.pk, quantities={1: 1}, reason="", actor=STAFF, at=TOO_LATE)

    assert open_incidents() == []
    assert Incident.objects.get().resolution == "cancelled"


def test_what_has_left_or_is_being_refunded_is_not_late():
    shipped = an_order()
    ship(planned(shipped)[0])
    assert report(TOO_LATE) == []

    refunding = shipped.__class__.objects.get()
    start_refund(order_id=refunding.pk, actor=STAFF, reason="", at=NOON)
    assert report(TOO_LATE) == []


def test_the_sweep_reports_on_the_shops_clock(monkeypatch):
    planned()
    monkeypatch.setattr("core.clock.now", lambda: TOO_LATE)

    tasks.sweep_late_shipments()

    assert [kind for kind, _subject in open_incidents()] == [LATE_TO_SHIP]


def test_a_longer_time_to_ship_holds_for_waiting_parcels_once_it_is_applied(time_machine):
    (parcel,) = planned()
    report(TOO_LATE)
    time_machine.move_to(TOO_LATE, tick=False)
    SHIP_BY.change(72)

    tasks.apply_ship_by()

    parcel.refresh_from_db()
    assert parcel.ship_by == NOON + timedelta(hours=72)
    assert open_incidents() == []
    assert report(NOON + timedelta(hours=71)) == []
    assert report(NOON + timedelta(hours=72)) == [parcel.pk]


def test_what_has_left_keeps_the_time_that_it_had():
    (parcel,) = planned()
    ship(parcel)
    SHIP_BY.change(72)

    tasks.apply_ship_by()

    parcel.refresh_from_db()
    assert parcel.ship_by == TOO_LATE
