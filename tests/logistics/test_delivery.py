"""When all is delivered: the receipt's clock, where the rule counts from delivery."""

from datetime import timedelta

import pytest

from orders import services as orders
from orders.rules import AUTO_RECEIVE_FROM
from tests.logistics.factories import an_order, an_order_of_two_warehouses, planned, ship
from tests.logistics.figures import status_of
from tests.logistics.trails import HOME, push, rows
from tests.orders.factories import NOON, STAFF, fresh
from tests.orders.factories import status_of as order_status

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
NEAR, FAR = "SF1000000000001", "SF1000000000002"


@pytest.fixture(autouse=True)
def _at_four(courier, monkeypatch):
    """Pushes come at four in the afternoon of the day after."""
    monkeypatch.setattr("core.clock.now", lambda: LATER)


LATER = NOON + timedelta(hours=28)


def from_delivery():
    AUTO_RECEIVE_FROM.change("delivered")


def test_by_default_the_clock_counts_from_shipping_and_delivery_leaves_it():
    order = an_order()
    ship(planned(order)[0], tracking_number=NEAR)

    push(NEAR, rows(HOME))

    assert fresh(order).auto_receive_at == NOON + WEEK


def test_where_the_rule_says_so_it_counts_from_the_delivery_of_all():
    from_delivery()
    order = an_order_of_two_warehouses()
    near, far = planned(order)
    ship(near, tracking_number=NEAR)
    ship(far, tracking_number=FAR)
    assert fresh(order).auto_receive_at is None

    push(NEAR, rows(HOME))
    assert (status_of(near), fresh(order).auto_receive_at) == ("delivered", None)
    assert order_status(order) == "shipped"

    push(FAR, rows(HOME))
    assert fresh(order).auto_receive_at == LATER + WEEK
    assert order_status(order) == "shipped"


def test_where_nobody_follows_parcels_it_counts_from_shipping_all_the_same(relay, settings):
    settings.KUAIDI100_KEY = ""
    from_delivery()
    order = an_order()

    ship(planned(order)[0], tracking_number=NEAR)
    relay()

    assert fresh(order).auto_receive_at == NOON + WEEK


def test_one_that_was_delivered_before_the_other_was_shipped_starts_nothing():
    from_delivery()
    order = an_order_of_two_warehouses()
    near, far = planned(order)
    ship(near, tracking_number=NEAR)

    push(NEAR, rows(HOME))
    ship(far, tracking_number=FAR)

    assert (order_status(order), fresh(order).auto_receive_at) == ("shipped", None)


def test_what_is_cancelled_is_not_waited_for(relay):
    """The rest is cancelled after the first parcel was delivered: the order ships with that."""
    from_delivery()
    order = an_order_of_two_warehouses()
    near, _far = planned(order)
    ship(near, tracking_number=NEAR)
    push(NEAR, rows(HOME))

    orders.cancel_lines(
        order_id=order.pk, quantities={1: 2, 2: 1}, reason="", actor=STAFF, at=LATER
    )
    relay()

    assert order_status(order) == "shipped"
    assert fresh(order).auto_receive_at == LATER + WEEK


def test_a_rule_that_changes_later_leaves_the_clock_that_runs():
    order = an_order()
    ship(planned(order)[0], tracking_number=NEAR)
    from_delivery()

    push(NEAR, rows(HOME))

    assert fresh(order).auto_receive_at == NOON + WEEK
