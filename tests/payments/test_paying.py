"""Paying: balance at once, WeChat Pay through its sandbox, and every way it can be refused."""

from datetime import timedelta

import pytest

from core.clock import shop_time
from core.db import atomic
from core.idempotency import Claim, KeyReused
from ledger.errors import InsufficientBalance
from orders.errors import InstalmentNotPayable, PaymentWindowOver
from orders.rules import PAYMENT_TIMEOUT
from payments import services
from payments.errors import (
    MethodUnavailable,
    PaymentClosed,
    PaymentRefused,
    PaymentUnsettled,
    ProviderUnreachable,
)
from payments.models import Attempt, Tender
from payments.services import switch_channel
from tests.orders.factories import place, status_of
from tests.payments.factories import (
    PRICE,
    an_order,
    available,
    books,
    fresh,
    now,
    start,
    with_balance,
)

pytestmark = pytest.mark.django_db


def claim(key: str = "k1", body: bytes = b"{}") -> Claim:
    return Claim.of(caller="member:1", operation="payments.start", key=key, body=body)


# --- balance ------------------------------------------------------------------------------


def test_balance_pays_at_once_and_the_order_goes_on(channels):
    member = with_balance(20000)
    order = an_order(member)

    attempt = start(order, "balance")

    assert attempt.status == "captured"
    assert status_of(order) == "awaiting_shipment"
    assert available(member) == 20000 - PRICE
    assert books() == {"funds": PRICE}
    tender = Tender.objects.get()
    assert (tender.status, tender.amount, tender.method) == ("captured", PRICE, "balance")


def test_too_little_balance_refuses_and_leaves_everything_as_it_was(channels):
    member = with_balance(PRICE - 1)
    order = an_order(member)

    with pytest.raises(InsufficientBalance) as refused:
        start(order, "balance")

    assert refused.value.facts["available"] == PRICE - 1
    assert refused.value.facts["needed"] == PRICE
    assert status_of(order) == "pending_payment"
    assert available(member) == PRICE - 1
    assert not Attempt.objects.exists()


def test_a_paid_order_cannot_be_paid_again(channels):
    member = with_balance(3 * PRICE)
    order = an_order(member)
    start(order, "balance")

    with pytest.raises(InstalmentNotPayable):
        start(order, "balance")

    assert available(member) == 2 * PRICE


def test_zero_to_pay_is_paid_with_the_placement(channels):
    from products.models import FreightRate
    from tests.orders.factories import a_shop

    a_shop({"GIFT": 1}, price=0)
    FreightRate.objects.update(first_fee_amount=0, extra_fee_amount=0)

    order = place({"GIFT": 1}, at=now())

    assert status_of(order) == "awaiting_shipment"
    assert not Attempt.objects.exists()


def test_a_disabled_channel_is_not_offered_and_not_taken(channels):
    switch_channel(code="balance", enabled=False)
    order = an_order(with_balance(20000))

    with pytest.raises(MethodUnavailable) as refused:
        start(order, "balance")

    assert refused.value.facts["available"] == []
    assert not Attempt.objects.exists()


def test_balance_is_taken_until_the_last_second(channels):
    order = an_order(with_balance(20000))

    with pytest.raises(PaymentWindowOver):
        start(order, "balance", at=order.payment_due_at)
    assert status_of(order) == "pending_payment"
    last = order.payment_due_at - timedelta(seconds=1)

    assert start(order, "balance", at=last).status == "captured"


# --- WeChat Pay ---------------------------------------------------------------------------


def test_wechat_answers_with_the_code_to_scan(wechat):
    order = an_order()

    attempt = start(order)

    assert attempt.status == "open"
    assert attempt.out_trade_no == f"{order.number}_1"
    trade = wechat.order(attempt.out_trade_no)
    assert attempt.parameters == {"code_url": trade["code_url"]}
    assert trade["request"]["amount"] == {"total": PRICE, "currency": "CNY"}
    assert trade["request"]["notify_url"] == "http://127.0.0.1:9/notify/wechat"
    assert status_of(order) == "pending_payment"


def test_what_was_paid_is_found_out_by_asking(wechat):
    order = an_order()
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)

    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert status_of(order) == "awaiting_shipment"
    assert fresh(attempt).status == "captured"
    assert books() == {"clearing": -PRICE, "funds": PRICE}


def test_the_same_press_again_goes_on_with_the_same_attempt(wechat):
    order = an_order()
    first = start(order)

    again = start(order)

    assert again.pk == first.pk
    assert len(wechat.order(first.out_trade_no)["calls"]) == 1


def test_a_code_that_has_run_out_is_replaced_by_a_new_one(wechat):
    PAYMENT_TIMEOUT.change(24 * 60)
    order = an_order()
    first = start(order)
    assert start(order, at=first.expires_at - timedelta(seconds=1)).pk == first.pk

    second = start(order, at=first.expires_at)

    assert (fresh(first).status, second.status) == ("closed", "open")
    assert wechat.order(first.out_trade_no)["trade_state"] == "CLOSED"
    assert second.expires_at == first.expires_at + timedelta(hours=2)


def test_with_less_than_a_minute_left_no_provider_is_asked(wechat):
    order = an_order()
    late = order.payment_due_at - timedelta(seconds=59)

    with pytest.raises(PaymentWindowOver) as refused:
        start(order, at=late)
    assert not Attempt.objects.exists()
    due = shop_time(order.payment_due_at)
    assert f"{due:%Y-%m-%d %H:%M}" in refused.value.detail

    assert start(order, at=late - timedelta(seconds=1)).status == "open"


@pytest.mark.parametrize("why", ["no balance", "not available"])
def test_a_press_that_is_refused_leaves_the_open_payment_as_it_was(wechat, why):
    order = an_order(with_balance(PRICE - 1))
    scanned = start(order)
    if why == "not available":
        switch_channel(code="balance", enabled=False)

    with pytest.raises(InsufficientBalance if why == "no balance" else MethodUnavailable):
        start(order, "balance")

    assert fresh(scanned).status == "open"
    assert wechat.order(scanned.out_trade_no)["trade_state"] == "NOTPAY"
    assert len(wechat.order(scanned.out_trade_no)["calls"]) == 1


def test_a_live_payment_goes_on_in_the_orders_last_minute(wechat):
    order = an_order()
    first = start(order)

    again = start(order, at=order.payment_due_at - timedelta(seconds=30))

    assert (again.pk, again.status, again.parameters) == (first.pk, "open", first.parameters)


def test_a_repeat_of_a_key_whose_payment_was_closed_says_so(wechat):
    order = an_order(with_balance(PRICE))
    scanned = start(order, claim=claim())
    start(order, "balance", claim=claim("k2"))
    assert fresh(scanned).status == "closed"

    with pytest.raises(PaymentClosed) as refused:
        start(order, claim=claim())

    assert refused.value.facts["payment"] == scanned.out_trade_no


def test_a_repeat_of_a_key_whose_payment_is_being_closed_says_so(wechat):
    order = an_order(with_balance(PRICE))
    start(order, claim=claim())
    wechat.fault("system_error", operation="query")
    with pytest.raises(PaymentUnsettled):
        start(order, "balance")

    with pytest.raises(PaymentUnsettled):
        start(order, claim=claim())


def test_paid_already_by_the_prepays_word_alone_is_no_payment_that_can_be_made(wechat):
    order = an_order()
    wechat.fault("system_error", operation="prepay", executed="yes", times=1)
    with pytest.raises(ProviderUnreachable):
        start(order, claim=claim())
    attempt = Attempt.objects.get()
    wechat.pay(attempt.out_trade_no)
    wechat.fault("system_error", operation="query", times=1)

    with pytest.raises(ProviderUnreachable):
        start(order, claim=claim())
    assert fresh(attempt).status == "open"

    assert start(order, claim=claim()).status == "captured"


def test_a_repeated_key_goes_on_with_its_attempt_and_another_body_is_refused(wechat):
    order = an_order()
    first = start(order, claim=claim())

    assert start(order, claim=claim()).pk == first.pk
    with pytest.raises(KeyReused):
        start(order, claim=claim(body=b"other"))


@pytest.mark.parametrize("executed", ["no", "yes"])
def test_when_the_provider_does_not_answer_the_repeat_uses_the_same_number(wechat, executed):
    order = an_order()
    wechat.fault("system_error", operation="prepay", executed=executed, times=1)

    with pytest.raises(ProviderUnreachable):
        start(order, claim=claim())
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.parameters) == ("open", {})

    again = start(order, claim=claim())

    assert again.pk == attempt.pk
    assert again.parameters == {"code_url": wechat.order(attempt.out_trade_no)["code_url"]}


def test_a_refused_prepay_fails_the_attempt_and_frees_the_instalment(wechat, settings):
    settings.SHOP_NAME = "x" * 200  # WeChat Pay takes 127 characters
    order = an_order(with_balance(PRICE))

    with pytest.raises(PaymentRefused) as refused:
        start(order, claim=claim())

    assert refused.value.facts["reason"].startswith("PARAM_ERROR")
    assert Attempt.objects.get().status == "failed"
    assert start(order, "balance").status == "captured"


def test_another_method_first_closes_the_open_payment_at_its_provider(wechat):
    order = an_order(with_balance(PRICE))
    scanned = start(order)

    paid = start(order, "balance")

    assert wechat.order(scanned.out_trade_no)["trade_state"] == "CLOSED"
    assert fresh(scanned).status == "closed"
    assert (paid.status, paid.out_trade_no) == ("captured", f"{order.number}_2")


def test_no_provider_is_called_inside_a_transaction(wechat):
    order = an_order()

    with atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        start(order)
