"""Alipay: paid by code, page, phone's page and app; what is not opened is not there yet."""

from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from core.calls import CALLS_AT_ONCE, call_to
from payments import channels, services
from payments.channels.base import AlreadyPaid, PrepayRequest, Trade, TradeState, Unknown
from payments.errors import (
    ChannelNotReady,
    PaymentAlreadyMade,
    PaymentUnsettled,
    ProviderUnreachable,
)
from payments.models import Attempt
from tests.fixtures.sandbox import PATIENCE
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
    overdue,
    start,
    with_balance,
)

pytestmark = pytest.mark.django_db


def close(order, at=None):
    services.close_unpaid_order(
        order_id=order.pk, reason="changed my mind", actor=STAFF, at=at or now()
    )


def gateway(alipay):
    return channels.external("alipay", alipay.merchant)


def ask(attempt, at=None):
    services.query_attempt(attempt_id=attempt.pk, at=at or now())


# --- the four products --------------------------------------------------------------------


def test_a_code_is_scanned_and_paid(alipay):
    order = an_order()
    attempt = start(order, "alipay")

    [(name, code)] = attempt.parameters.items()
    assert (name, urlsplit(code).scheme) == ("qr_code", "http")
    alipay.pay(attempt.out_trade_no)
    ask(attempt)

    assert (status_of(order), fresh(attempt).status) == ("awaiting_shipment", "captured")
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    trade = alipay.order(attempt.out_trade_no)
    assert trade["total_amount"] == "107.00"
    assert trade["request"]["time_expire"] is not None


@pytest.mark.parametrize(
    ("product", "parameter"), [("page", "url"), ("wap", "url"), ("app", "order_string")]
)
def test_what_the_client_opens_is_unknown_to_alipay_until_then(alipay, product, parameter):
    order = an_order()
    attempt = start(order, "alipay", product=product)

    assert set(attempt.parameters) == {parameter}
    number = attempt.out_trade_no
    assert alipay.exchange("GET", f"{alipay.trades}/orders/{number}")[0] == 404
    ask(attempt)
    assert fresh(attempt).status == "open"  # trap 35: unknown is not closed
    alipay.open(attempt.parameters[parameter])
    assert gateway(alipay).query(number) == Trade(TradeState.UNPAID)
    alipay.pay(number)
    ask(attempt)

    assert status_of(order) == "awaiting_shipment"
    assert alipay.order(number)["product"] == product


def test_the_page_is_paid_at_the_cashier_and_leads_back_to_the_shop(alipay):
    order = an_order()
    attempt = start(order, "alipay", product="page")

    cashier = requests.get(attempt.parameters["url"], timeout=PATIENCE)
    assert order.number in cashier.text
    paid = requests.post(cashier.url, {"action": "pay"}, timeout=PATIENCE)
    ask(attempt)

    assert status_of(order) == "awaiting_shipment"
    assert "http://127.0.0.1:9/h5/?charset=utf-8" in paid.text


def test_pressing_pay_again_goes_on_with_the_same_payment(alipay):
    order = an_order()
    first = start(order, "alipay", product="page")

    again = start(order, "alipay", product="page")

    assert again.pk == first.pk
    assert again.parameters == first.parameters


def test_amounts_go_over_the_wire_as_text_with_two_decimals(alipay):
    attempt = start(an_order(), "alipay", product="page")

    sent = parse_qs(urlsplit(attempt.parameters["url"]).query)

    assert '"total_amount":"107.00"' in sent["biz_content"][0]
    assert sent["sign_type"] == ["RSA2"]
    assert sent["notify_url"] == ["http://127.0.0.1:9/notify/alipay"]


# --- closing ------------------------------------------------------------------------------


def test_an_open_trade_is_queried_closed_there_and_then_here(alipay):
    order = an_order()
    attempt = start(order, "alipay", product="page")
    alipay.open(attempt.parameters["url"])

    close(order)

    trade = alipay.order(attempt.out_trade_no)
    assert trade["trade_status"] == "TRADE_CLOSED"
    assert [call["operation"] for call in trade["calls"]] == ["query", "close"]
    assert (status_of(order), fresh(attempt).status) == ("closed", "closed")


def test_what_nobody_opened_is_cancelled_here_at_once_and_a_later_payment_goes_back(alipay):
    order = an_order()
    attempt = start(order, "alipay", product="page")

    close(order)

    assert (status_of(order), fresh(attempt).status) == ("closed", "closed")
    alipay.open(attempt.parameters["url"])  # the old sheet is still there
    alipay.pay(attempt.out_trade_no)
    later = now() + timedelta(minutes=21)
    [due] = services.lease_queries(at=later, limit=10)
    assert due == attempt.pk
    ask(attempt, at=later)
    assert status_of(order) == "closed"
    assert dispositions(order) == ["late"]
    assert books() == {"clearing": -PRICE, "late": PRICE}


def test_another_way_of_paying_may_be_chosen_while_the_page_is_not_opened(alipay):
    member = with_balance(PRICE)
    order = an_order(member)
    start(order, "alipay", product="page")

    start(order, "balance")

    assert status_of(order) == "awaiting_shipment"


def test_the_timeout_waits_for_what_is_not_opened_until_it_cannot_be_any_more(alipay):
    order = an_order()
    attempt = start(order, "alipay")

    with pytest.raises(PaymentUnsettled):
        services.resume_closing(attempt_id=attempt.pk, at=overdue())
    assert (status_of(order), fresh(attempt).status) == ("pending_payment", "closing")

    services.resume_closing(attempt_id=attempt.pk, at=overdue() + timedelta(minutes=2))
    assert (status_of(order), fresh(attempt).status) == ("closed", "closed")
    assert open_incidents() == []


def test_what_alipay_says_is_paid_is_paid(alipay):
    order = an_order()
    attempt = start(order, "alipay")
    alipay.pay(attempt.out_trade_no)

    with pytest.raises(PaymentAlreadyMade):
        close(order)

    assert status_of(order) == "awaiting_shipment"


def test_a_payment_at_the_instant_of_the_close_is_found_by_the_query_after_the_refusal(alipay):
    order = an_order()
    attempt = start(order, "alipay", product="page")
    alipay.open(attempt.parameters["url"])
    alipay.fault("pay_at_close", target=attempt.out_trade_no)

    with pytest.raises(PaymentAlreadyMade):
        close(order)

    assert status_of(order) == "awaiting_shipment"


# --- silence and nonsense -----------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "system_error", "operation": "query"},
        {"kind": "rate_limited", "operation": "query"},
        {"kind": "drop_connection", "operation": "query"},
    ],
    ids=lambda fault: fault["kind"],
)
def test_without_a_clear_word_nothing_is_concluded(alipay, fault):
    order = an_order()
    attempt = start(order, "alipay")
    alipay.fault(**fault)

    with pytest.raises(PaymentUnsettled):
        close(order)

    assert isinstance(gateway(alipay).query(attempt.out_trade_no), Unknown)
    assert status_of(order) == "pending_payment"


def test_a_code_that_did_not_arrive_is_asked_for_again_under_the_same_number(alipay):
    order = an_order()
    alipay.fault("drop_connection", operation="prepay", times=1)
    with pytest.raises(ProviderUnreachable):
        start(order, "alipay")

    attempt = start(order, "alipay")

    assert Attempt.objects.count() == 1
    assert "qr_code" in attempt.parameters


def test_no_more_calls_wait_for_alipay_at_once_than_may(alipay):
    with ExitStack() as others:
        for _ in range(CALLS_AT_ONCE):
            others.enter_context(call_to("alipay"))
        assert gateway(alipay).query("alipay_0001") == Unknown("TooManyCalls: alipay")

    assert gateway(alipay).query("alipay_0001") == Trade(TradeState.UNOPENED)


def test_an_answer_without_a_good_signature_is_not_believed(alipay):
    stranger = alipay.merchant | {"public_key": _a_public_key()}
    door = channels.external("alipay", stranger)

    assert isinstance(door.query("alipay_0001"), Unknown)
    wrong_app = channels.external("alipay", alipay.merchant | {"app_id": "2021000000000009"})
    assert "isv.invalid-app-id" in wrong_app.query("alipay_0001").why


def test_an_answer_with_braces_in_its_text_is_read(alipay):
    number = f"braces_{now().timestamp():.0f}"
    request = PrepayRequest(number, "qr", 100, '茶 } { "', now() + timedelta(minutes=30))
    assert "qr_code" in gateway(alipay).prepay(request).parameters
    alipay.pay(number)
    assert gateway(alipay).query(number).payment.amount == 100
    assert gateway(alipay).prepay(request) == AlreadyPaid()


def test_the_probe_tells_right_keys_from_wrong_ones(alipay):
    services.probe_channel(code="alipay")

    services.set_credentials(
        code="alipay", credentials=alipay.merchant | {"public_key": _a_public_key()}
    )
    with pytest.raises(ChannelNotReady):
        services.probe_channel(code="alipay")


@pytest.mark.parametrize(
    "spoilt", [{"private_key": "no key"}, {"public_key": "no key"}, {"unheard_of": "x"}]
)
def test_credentials_that_cannot_be_right_are_refused(alipay, spoilt):
    with pytest.raises(ChannelNotReady):
        services.set_credentials(code="alipay", credentials=alipay.merchant | spoilt)


def _a_public_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    from sandbox.keyfiles import public_pem

    return public_pem(generate_private_key(65537, 2048).public_key())
