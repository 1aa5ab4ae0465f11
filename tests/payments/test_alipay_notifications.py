"""Alipay's notifications, as they really arrive: forms over HTTP, at a running server."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from payments import channels, services
from payments.channels.alipay import to_fen, to_yuan
from payments.models import Notification, ProviderPayment
from sandbox.alipay.keys import ensure_keys
from sandbox.alipay.signing import signed_form
from tests.orders.factories import status_of
from tests.payments.factories import (
    PRICE,
    STAFF,
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


@pytest.fixture
def signed(alipay, sandbox_process):
    """Forms about a payment that Alipay's own key has signed, with these fields changed."""
    folder = sandbox_process.alipay_file.parent
    key = ensure_keys(folder).platform_key

    def sign(attempt, **changed: str) -> str:
        fields = {
            "notify_id": "2026112300222",
            "app_id": alipay.merchant["app_id"],
            "seller_id": alipay.merchant["seller_id"],
            "trade_no": "2026112322001000000000000001",
            "out_trade_no": attempt.out_trade_no,
            "trade_status": "TRADE_SUCCESS",
            "total_amount": to_yuan(attempt.amount),
            "gmt_payment": "2026-11-23 11:00:00",
        }
        kept = {name: value for name, value in (fields | changed).items() if value}
        return urlencode(signed_form(key, kept))

    return sign


def told(alipay, number: str) -> list[dict]:
    return alipay.order(number)["notifications"]


def unheard(alipay, order):
    """A payment that was made and that we were not told of."""
    attempt = start(order, "alipay")
    alipay.fault("notify_drop", target=attempt.out_trade_no)
    alipay.pay(attempt.out_trade_no)
    return attempt


def test_a_payment_arrives_by_notification_and_is_answered_with_success(alipay_reachable):
    alipay = alipay_reachable
    order = an_order()
    attempt = start(order, "alipay")

    alipay.pay(attempt.out_trade_no)
    until(lambda: status_of(order) == "awaiting_shipment")

    trade = alipay.until(
        attempt.out_trade_no, lambda seen: seen["notifications"][0]["acknowledged_at"]
    )
    [tried] = trade["notifications"][0]["attempts"]
    assert (tried["status"], tried["error"]) == (200, "")
    assert fresh(attempt).status == "captured"
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    facts = Notification.objects.get().facts
    assert facts["trade_status"] == "TRADE_SUCCESS"
    assert not {"buyer_id", "buyer_logon_id"} & set(facts)


def test_fifty_of_the_same_at_once_capture_once(alipay_reachable):
    alipay, order = alipay_reachable, an_order()
    attempt = unheard(alipay, order)

    statuses = alipay.notify(attempt.out_trade_no, times=50, parallel=True)

    assert set(statuses) == {200}
    assert ProviderPayment.objects.count() == Notification.objects.count() == 1
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    assert status_of(order) == "awaiting_shipment"


@pytest.mark.parametrize("kind", ["notify_forge", "notify_corrupt", "notify_sha1"])
def test_what_cannot_be_trusted_is_refused_and_leaves_no_trace(alipay_reachable, kind):
    alipay, order = alipay_reachable, an_order()
    attempt = unheard(alipay, order)

    assert alipay.notify(attempt.out_trade_no, fault={"kind": kind}) == [401]

    assert status_of(order) == "pending_payment"
    assert not Notification.objects.exists()
    assert books() == {}
    said = [tried["error"] for tried in told(alipay, attempt.out_trade_no)[0]["attempts"]]
    assert said.count("failure") == 1  # the others, by the table, are lost on the way


@pytest.mark.parametrize("kind", ["notify_wrong_seller", "notify_wrong_appid"])
def test_what_is_meant_for_another_merchant_is_refused_and_reported(alipay_reachable, kind):
    alipay, order = alipay_reachable, an_order()
    attempt = unheard(alipay, order)

    assert alipay.notify(attempt.out_trade_no, fault={"kind": kind}) == [400]

    assert status_of(order) == "pending_payment"
    assert open_incidents() == ["foreign_notification"]
    assert books() == {}


def test_another_amount_waits_in_suspense_until_a_query_disproves_it(alipay_reachable):
    alipay, order = alipay_reachable, an_order()
    attempt = unheard(alipay, order)

    wrong = {"kind": "notify_wrong_amount", "off_by": -1}
    assert alipay.notify(attempt.out_trade_no, fault=wrong) == [200]  # recorded, acknowledged
    assert books() == {"clearing": -(PRICE - 1), "suspense": PRICE - 1}
    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert status_of(order) == "awaiting_shipment"
    assert books() == {"clearing": -PRICE, "funds": PRICE}


def test_a_notification_is_good_for_as_long_as_alipay_sends_it(alipay_reachable):
    """It resends the same content for 25 hours: what was signed a day ago is not stale."""
    alipay, order = alipay_reachable, an_order()
    attempt = unheard(alipay, order)

    alipay.shift_clock(24 * 3600)  # the form keeps the time of the first sending

    assert alipay.notify(attempt.out_trade_no) == [200]
    assert dispositions(order) == ["captured"]


def test_news_of_a_refund_come_to_the_same_address_and_are_no_payment(alipay_reachable):
    """Trap 40: a full refund says TRADE_CLOSED, a part of one TRADE_SUCCESS once more."""
    alipay, order = alipay_reachable, an_order()
    attempt = start(order, "alipay")
    alipay.pay(attempt.out_trade_no)
    until(lambda: status_of(order) == "awaiting_shipment")
    asked = services.request_refund(order_id=order.pk, reason="", actor=STAFF, at=now())

    services.advance_leg(leg_id=asked.legs.get().pk, at=now())

    until(lambda: Notification.objects.count() == 2)
    news = Notification.objects.latest("pk")
    assert (news.kind, news.outcome) == ("refund.TRADE_CLOSED", "ignored")
    assert news.facts["refund_fee"] == "107.00"
    assert ProviderPayment.objects.count() == 1
    assert (status_of(order), books()) == ("refunded", {})


def test_a_partly_refunded_trade_that_says_success_again_pays_nothing(alipay, client, signed):
    door = channels.external("alipay", alipay.merchant)
    order = an_order()
    attempt = start(order, "alipay")
    form = signed(attempt, refund_fee="30.00", out_biz_no="SOMETHING_1")

    answer = _post(client, form)

    assert (answer.status_code, answer.content) == (200, b"success")
    assert door.read_notification({}, form.encode()).payment is None
    assert status_of(order) == "pending_payment"
    assert ProviderPayment.objects.count() == 0


def test_a_finished_trade_is_paid_and_told_once_more(alipay_reachable):
    alipay, order = alipay_reachable, an_order()
    attempt = unheard(alipay, order)
    alipay.clear_faults()

    alipay.call("POST", f"{alipay.trades}/finish", {"out_trade_no": attempt.out_trade_no})
    until(lambda: status_of(order) == "awaiting_shipment")

    assert alipay.notify(attempt.out_trade_no) == [200]
    assert ProviderPayment.objects.count() == 1


def test_a_closed_trade_is_told_and_changes_nothing_by_itself(alipay_reachable):
    alipay, order = alipay_reachable, an_order()
    attempt = start(order, "alipay", product="page")
    alipay.open(attempt.parameters["url"])

    services.close_unpaid_order(order_id=order.pk, reason="", actor=STAFF, at=now())

    until(lambda: Notification.objects.count() == 1)
    assert Notification.objects.get().kind == "TRADE_CLOSED"
    assert status_of(order) == "closed"


# --- forms that Alipay never sends --------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 401),
        (b"%%%", 400),
        (b"\xff\xfe", 400),
        (b'{"trade_status": "TRADE_SUCCESS"}', 400),
        (b"trade_status=TRADE_SUCCESS", 401),
        (b"trade_status=TRADE_SUCCESS&sign_type=RSA2&sign=x", 401),
        (b"trade_status=TRADE_SUCCESS&sign_type=RSA2&sign=%E6%97%A0", 401),
        (b"a=1&a=2&sign_type=RSA2&sign=x", 400),
    ],
)
def test_what_is_no_signed_form_is_answered_with_failure(alipay, client, body, status):
    answer = _post(client, body)

    assert (answer.status_code, answer.content) == (status, b"failure")
    assert not Notification.objects.exists()


@pytest.mark.parametrize("missing", ["notify_id", "trade_no", "trade_status", "gmt_payment"])
def test_a_form_that_lacks_something_is_answered_with_failure(alipay, client, signed, missing):
    attempt = start(an_order(), "alipay")

    answer = _post(client, signed(attempt, **{missing: ""}))

    assert (answer.status_code, answer.content) == (400, b"failure")
    assert books() == {}


@pytest.mark.parametrize(
    ("text", "fen"), [("0.01", 1), ("107", 10700), ("107.5", 10750), ("1000000.10", 100000010)]
)
def test_yuan_are_fen_without_a_fraction_in_between(text, fen):
    assert to_fen(text) == fen
    assert to_fen(to_yuan(fen)) == fen


@pytest.mark.parametrize("text", ["", ".5", "1.234", "-1.00", "1e3", "1,000.00", "١.00", "nan"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="no amount"):
        to_fen(text)


def _post(client: Client, body: str | bytes):
    return client.post(
        "/notify/alipay", body, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
