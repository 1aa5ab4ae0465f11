"""WeChat Pay's notifications, as they really arrive: over HTTP, at a running server."""

import pytest

from members.models import Notice
from payments.models import Notification, ProviderPayment
from tests.orders.factories import status_of
from tests.payments.factories import (
    PRICE,
    an_order,
    books,
    dispositions,
    fresh,
    now,
    open_incidents,
    start,
)
from tests.payments.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_payment_arrives_by_notification(reachable):
    order = an_order()
    attempt = start(order)

    reachable.pay(attempt.out_trade_no)
    until(lambda: status_of(order) == "awaiting_shipment")

    assert fresh(attempt).status == "captured"
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    notification = Notification.objects.get()
    assert notification.outcome == "captured"
    assert "payer" not in notification.facts


def test_fifty_of_the_same_at_once_capture_once(reachable):
    order = an_order()
    attempt = start(order)
    reachable.fault("notify_drop", times=1)
    reachable.pay(attempt.out_trade_no)

    statuses = reachable.notify(attempt.out_trade_no, times=50, parallel=True)

    assert set(statuses) == {204}
    assert ProviderPayment.objects.count() == Notification.objects.count() == 1
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    assert status_of(order) == "awaiting_shipment"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"kind": "notify_forge"}, 401),
        ({"kind": "notify_probe"}, 401),
        ({"kind": "notify_stale", "seconds": 360}, 401),
        ({"kind": "notify_corrupt", "part": "body"}, 401),
        ({"kind": "notify_corrupt", "part": "ciphertext"}, 401),
        ({"kind": "notify_unknown_serial"}, 401),
    ],
    ids=lambda value: str(value.get("part", value["kind"])) if isinstance(value, dict) else "",
)
def test_what_cannot_be_trusted_is_refused_and_leaves_no_trace(reachable, fault, status):
    order = an_order()
    attempt = start(order)
    reachable.fault("notify_drop")
    reachable.pay(attempt.out_trade_no)

    statuses = reachable.notify(attempt.out_trade_no, fault=fault)

    assert statuses[0] == status
    if fault["kind"] != "notify_probe":  # after a probe comes the right one
        assert status_of(order) == "pending_payment"
        assert not Notification.objects.exists()
        assert books() == {}


@pytest.mark.parametrize("kind", ["notify_wrong_mchid", "notify_wrong_appid"])
def test_what_is_meant_for_another_merchant_is_refused_and_reported(reachable, kind):
    order = an_order()
    attempt = start(order)
    reachable.fault("notify_drop")
    reachable.pay(attempt.out_trade_no)

    statuses = reachable.notify(attempt.out_trade_no, fault={"kind": kind})

    assert statuses == [400]
    assert status_of(order) == "pending_payment"
    assert open_incidents() == ["foreign_notification"]
    assert books() == {}


def test_a_number_that_is_not_ours_is_refused_and_reported(reachable):
    order = an_order()
    attempt = start(order)
    reachable.fault("notify_drop")
    reachable.pay(attempt.out_trade_no)
    _forget(attempt)

    assert reachable.notify(attempt.out_trade_no) == [404]

    assert open_incidents() == ["unknown_payment"]
    assert not Notification.objects.exists()


def test_another_amount_waits_in_suspense_until_a_query_disproves_it(reachable):
    order = an_order()
    attempt = start(order)
    reachable.fault("notify_drop")
    reachable.pay(attempt.out_trade_no)

    statuses = reachable.notify(
        attempt.out_trade_no, fault={"kind": "notify_wrong_amount", "off_by": -1}
    )

    assert statuses == [204]  # recorded, acknowledged
    assert status_of(order) == "pending_payment"
    assert books() == {"clearing": -(PRICE - 1), "suspense": PRICE - 1}
    assert open_incidents() == ["payment_mismatch"]

    _ask_about(attempt)

    assert dispositions(order) == ["captured"]
    assert status_of(order) == "awaiting_shipment"
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    assert open_incidents() == []


def test_the_order_in_which_query_and_notification_come_does_not_matter(reachable):
    order = an_order()
    attempt = start(order)
    reachable.fault("notify_drop")
    reachable.pay(attempt.out_trade_no)
    _ask_about(attempt)

    assert reachable.notify(attempt.out_trade_no) == [204]

    assert dispositions(order) == ["captured"]
    assert books() == {"clearing": -PRICE, "funds": PRICE}


def test_what_fails_is_not_stored_and_works_when_it_is_sent_again(reachable):
    """Trap 38: a notification that was stored but not processed would never be again."""
    order = an_order()
    attempt = start(order)
    reachable.fault("notify_drop")
    reachable.pay(attempt.out_trade_no)
    with _broken_books():
        assert reachable.notify(attempt.out_trade_no) == [500]
    assert not Notification.objects.exists()
    assert status_of(order) == "pending_payment"

    assert reachable.notify(attempt.out_trade_no) == [204]

    assert status_of(order) == "awaiting_shipment"


def test_a_late_payment_is_recorded_returned_and_told(reachable, relay):
    order = an_order()
    attempt = start(order)
    _close(order)
    reachable.fault("pay_after_close", times=1)

    reachable.pay(attempt.out_trade_no)
    until(lambda: dispositions(order) == ["late"])
    assert books() == {"clearing": -PRICE, "late": PRICE}
    relay()  # sends the refund, tells the shopper
    reachable.settle(_refund_number(order))
    until(lambda: books() == {})

    assert status_of(order) == "closed"
    assert reachable.order(attempt.out_trade_no)["refunds"][0]["amount"]["refund"] == PRICE
    notice = Notice.objects.get(event="payment.late")
    assert (notice.member_id, notice.facts["amount"]) == (order.member_id, PRICE)


def _ask_about(attempt):
    from payments import services

    services.query_attempt(attempt_id=attempt.pk, at=now())


def _close(order):
    from payments import services
    from tests.payments.factories import STAFF

    services.close_unpaid_order(order_id=order.pk, reason="changed my mind", actor=STAFF, at=now())
    assert status_of(order) == "closed"


def _refund_number(order):
    from payments.models import RefundLeg

    return RefundLeg.objects.get(refund__order=order).out_refund_no


def _forget(attempt):
    """As if the number were not ours: only raw SQL without its guards can do that."""
    import pgtrigger
    from django.db import connection

    with pgtrigger.ignore("payments.Attempt:attempt_identity"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_attempt SET out_trade_no = 'another_1' WHERE id = %s", [attempt.pk]
        )


def _broken_books():
    """The database refuses every entry: as a full disk or a lost connection would."""
    from contextlib import contextmanager

    from django.db import connection

    @contextmanager
    def broken():
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE ledger_entry ADD CONSTRAINT broken CHECK (key = '') NOT VALID"
            )
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE ledger_entry DROP CONSTRAINT broken")

    return broken()
