"""Nothing but the table's moves is possible, in Python or in SQL, and none without its log row."""

import itertools

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from logistics import lifecycle
from logistics.errors import ShipmentTransitionRefused
from logistics.lifecycle import TRANSITIONS, ShipmentStatus
from logistics.models import Shipment, ShipmentEvent, TrackingNumber
from logistics.state_machine import move
from tests.logistics.factories import a_colleague, planned, ship
from tests.logistics.figures import log_of, status_of
from tests.orders.factories import NOON, RULE

pytestmark = pytest.mark.django_db

# A legal way to each state.
WAYS = {
    "planned": [],
    "picking": ["pick"],
    "packed": ["pick", "pack"],
    "shipped": ["ship"],
    "in_transit": ["ship", "move_on"],
    "out_for_delivery": ["ship", "take_out"],
    "delivered": ["ship", "deliver"],
    "confirmed": ["ship", "confirm"],
    "returned": ["ship", "give_back"],
    "lost": ["ship", "lose"],
    "cancelled": ["cancel"],
}


def in_state(status):
    (parcel,) = planned()
    for name in WAYS[status]:
        move(parcel, TRANSITIONS[name], actor=RULE, at=NOON)
    return parcel


def test_every_state_has_a_way_to_it():
    assert set(WAYS) == set(ShipmentStatus.values)


@pytest.mark.parametrize("status", ShipmentStatus.values)
def test_from_each_state_the_legal_moves_and_no_others(status):
    parcel = in_state(status)
    before = log_of(parcel)

    for transition in TRANSITIONS.values():
        if status in transition.sources:
            continue
        with pytest.raises(ShipmentTransitionRefused):
            move(parcel, transition, actor=RULE, at=NOON)
    assert status_of(parcel) == status
    assert log_of(parcel) == before

    for transition in lifecycle.transitions_from(status):
        with transaction.atomic():
            twin = Shipment.objects.get(pk=parcel.pk)
            move(twin, transition, actor=RULE, at=NOON)
            assert status_of(twin) == transition.target
            assert log_of(twin)[-1][1:] == (transition.name, status, transition.target)
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pair
        for pair in itertools.permutations(ShipmentStatus.values, 2)
        if pair not in lifecycle.legal_moves()
    ],
)
def test_sql_is_refused_what_the_table_does_not_know(source, target):
    parcel = in_state(source)

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        raw_update(parcel, target)

    assert status_of(parcel) == source


def raw_update(parcel, target):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE logistics_shipment SET status = %s, shipped_at = now() WHERE id = %s",
            [target, parcel.pk],
        )


def test_a_legal_move_without_its_log_row_is_refused_at_commit():
    (parcel,) = planned()

    raw_update(parcel, "shipped")

    with pytest.raises(IntegrityError, match="without a row in its log"):
        connection.check_constraints()


def test_query_sets_do_not_move_parcels():
    (parcel,) = planned()

    with pytest.raises(TypeError):
        Shipment.objects.update(status="shipped")
    with pytest.raises(TypeError):
        Shipment.objects.bulk_update([parcel], ["status"])
    with pytest.raises(AttributeError):
        parcel.status = "shipped"


@pytest.mark.parametrize("model", [ShipmentEvent, TrackingNumber])
def test_what_was_written_down_stays(model):
    ship(planned()[0], actor=a_colleague())

    with pytest.raises(InternalError), transaction.atomic():
        model.objects.update(actor="staff:0")
    with pytest.raises(InternalError), transaction.atomic():
        model.objects.all().delete()


def test_a_refresh_keeps_the_status_protected():
    (parcel,) = planned()
    parcel.refresh_from_db()

    with pytest.raises(AttributeError):
        parcel.status = "shipped"
