"""Closing what is not paid: at the provider first, and never on a guess."""

from contextlib import suppress
from datetime import timedelta

import pytest

from core.db import atomic
from orders.errors import TransitionRefused
from orders.models import OrderTransition
from payments import services, tasks
from payments.errors import PaymentAlreadyMade, PaymentUnsettled, ProviderUnreachable
from payments.lifecycle import AttemptStatus
from payments.models import Attempt, PaymentChannel
from payments.services.attempts import end_attempt
from payments.services.payables import lock_payable
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
    paid_by_wechat,
    reserved,
    start,
    with_balance,
)

pytestmark = pytest.mark.django_db


def close(order, at=None):
    services.close_unpaid_order(
        order_id=order.pk, reason="changed my mind", actor=STAFF, at=at or now()
    )


def asked(trade: dict) -> list[str]:
    """Which operations the provider was asked for, in order."""
    return [call["operation"] for call in trade["calls"]]


def test_without_a_payment_the_order_closes_at_once(channels):
    order = an_order()

    close(order)

    assert (status_of(order), reserved()) == ("closed", 0)


def test_an_open_payment_is_queried_closed_there_and_then_here(wechat):
    order = an_order()
    attempt = start(order)

    close(order)

    trade = wechat.order(attempt.out_trade_no)
    assert trade["trade_state"] == "CLOSED"
    assert asked(trade) == ["prepay", "query", "close"]
    assert fresh(attempt).status == "closed"
    assert (status_of(order), reserved()) == ("closed", 0)
    row = OrderTransition.objects.get(order=order, name="close")
    assert (row.actor, row.reason) == (str(STAFF), "changed my mind")


def test_no_reason_is_needed(wechat):
    order = an_order()
    start(order)

    services.close_unpaid_order(order_id=order.pk, reason="", actor=STAFF, at=now())

    assert status_of(order) == "closed"


def test_what_the_provider_says_is_paid_is_paid(wechat):
    order = an_order()
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)

    with pytest.raises(PaymentAlreadyMade):
        close(order)

    assert status_of(order) == "awaiting_shipment"
    assert books() == {"clearing": -PRICE, "funds": PRICE}


def test_paid_between_query_and_close_is_paid(wechat):
    """Race 4: the shopper is inside the WeChat app while the order is cancelled."""
    order = an_order()
    attempt = start(order)
    wechat.fault("pay_at_close", target=attempt.out_trade_no, times=1, wins="payment")

    with pytest.raises(PaymentAlreadyMade):
        close(order)

    assert asked(wechat.order(attempt.out_trade_no)) == ["prepay", "query", "close", "query"]
    assert status_of(order) == "awaiting_shipment"


def test_a_close_that_says_paid_is_not_believed_against_the_query(wechat):
    order = an_order()
    attempt = start(order)
    wechat.fault("close_says_paid", times=1)

    with pytest.raises(PaymentUnsettled):
        close(order)

    assert status_of(order) == "pending_payment"
    assert fresh(attempt).status == "closing"
    tasks.close_payment(attempt.pk)  # the next try
    assert status_of(order) == "closed"


def test_not_found_keeps_the_payment_until_it_cannot_arrive_any_more(wechat):
    """Trap 35: the request that makes the payment may still be on its way."""
    order = an_order()
    attempt = start(order)
    wechat.fault("query_says_missing")

    with pytest.raises(PaymentUnsettled):
        close(order)
    for minutes in (5, 30, 31):
        services.lease_closings(at=now() + timedelta(minutes=minutes), limit=10)
        with pytest.raises(PaymentUnsettled):
            close(order, at=now() + timedelta(minutes=minutes))
    assert status_of(order) == "pending_payment"
    assert fresh(attempt).status == "closing"
    assert open_incidents() == []

    close(order, at=order.payment_due_at + timedelta(minutes=2))

    assert (status_of(order), fresh(attempt).status) == ("closed", "closed")


def test_a_payment_that_never_reached_the_provider_is_let_go_of_when_its_prepay_is_over(wechat):
    """Nobody was given a code: nobody can pay it, whatever its deadline is."""
    order = an_order(with_balance(PRICE))
    wechat.fault("system_error", operation="prepay", times=1)
    with pytest.raises(ProviderUnreachable):
        start(order)
    attempt = Attempt.objects.get()
    prepay_over = attempt.opened_at + timedelta(seconds=30)

    with pytest.raises(PaymentUnsettled):  # the request may still be on its way
        start(order, "balance", at=prepay_over - timedelta(milliseconds=1))
    assert fresh(attempt).status == "closing"

    assert start(order, "balance", at=prepay_over).status == "captured"
    assert fresh(attempt).status == "closed"
    assert status_of(order) == "awaiting_shipment"


def test_a_silent_provider_is_asked_four_more_times_then_closed_here_with_the_late_path_armed(
    wechat,
):
    order = an_order()
    attempt = start(order)
    wechat.fault("system_error", operation="query")
    at = overdue()
    waits = []
    with pytest.raises(PaymentUnsettled):
        close(order, at=at)
    while fresh(attempt).status == "closing":
        due_at = fresh(attempt).next_close_at
        waits.append(round((due_at - at).total_seconds()))
        at = due_at
        assert services.lease_closings(at=at, limit=10) == [attempt.pk]
        try:
            services.resume_closing(attempt_id=attempt.pk, at=at)
        except PaymentUnsettled:
            assert status_of(order) == "pending_payment"

    assert waits == [30, 60, 120, 300]
    assert (status_of(order), reserved()) == ("closed", 0)
    assert open_incidents() == ["provider_unreachable"]

    wechat.clear_faults()
    wechat.pay(attempt.out_trade_no)  # it was never closed there
    services.query_attempt(attempt_id=attempt.pk, at=at)

    assert dispositions(order) == ["late"]
    assert books() == {"clearing": -PRICE, "late": PRICE}
    assert status_of(order) == "closed"


def test_what_was_closed_here_alone_is_closed_there_as_soon_as_the_provider_answers(wechat):
    order = an_order()
    attempt = start(order)
    wechat.fault("system_error", operation="query")
    _give_up(order, attempt)
    assert open_incidents() == ["provider_unreachable"]
    wechat.clear_faults()

    at = fresh(attempt).next_query_at
    assert services.lease_queries(at=at, limit=10) == [attempt.pk]
    services.query_attempt(attempt_id=attempt.pk, at=at)

    assert wechat.order(attempt.out_trade_no)["trade_state"] == "CLOSED"
    assert open_incidents() == []


def _give_up(order, attempt):
    at = now()
    with pytest.raises(PaymentUnsettled):
        close(order, at=at)
    while fresh(attempt).status == "closing":
        at = fresh(attempt).next_close_at
        services.lease_closings(at=at, limit=10)
        with suppress(PaymentUnsettled):
            services.resume_closing(attempt_id=attempt.pk, at=at)


def test_a_channel_whose_keys_are_gone_is_as_good_as_silent(wechat):
    order = an_order()
    attempt = start(order)
    PaymentChannel.objects.filter(code="wechat").update(credentials="")

    _give_up(order, attempt)

    assert status_of(order) == "closed"
    assert open_incidents() == ["provider_unreachable"]


def test_an_impatient_shopper_does_not_make_us_give_up_on_the_provider(wechat):
    order = an_order()
    attempt = start(order)
    wechat.fault("system_error", operation="query")

    for _press in range(10):
        with pytest.raises(PaymentUnsettled):
            close(order)

    assert fresh(attempt).status == "closing"
    assert open_incidents() == []


def test_a_paid_order_is_not_closed(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)

    with pytest.raises(TransitionRefused):
        close(order)

    assert status_of(order) == "awaiting_shipment"


# --- late, twice, after all ---------------------------------------------------------------


def test_an_attempt_that_ended_here_but_was_paid_there_pays_what_is_still_due(wechat):
    """Trap 37: a failed attempt is not a failed order."""
    order = an_order()
    attempt = start(order)
    services.close_attempt(attempt=attempt, at=now())
    assert (fresh(attempt).status, status_of(order)) == ("closed", "pending_payment")
    wechat.fault("pay_after_close", times=1)
    wechat.pay(attempt.out_trade_no)

    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert (fresh(attempt).status, status_of(order)) == ("captured", "awaiting_shipment")
    assert dispositions(order) == ["captured"]


def test_a_second_payment_of_the_same_order_is_returned_as_a_duplicate(wechat):
    """Trap 44: the old code is paid although another way has paid meanwhile."""
    member = with_balance(PRICE)
    order = an_order(member)
    attempt = start(order)
    start(order, "balance")
    wechat.fault("pay_after_close", times=1)
    wechat.pay(attempt.out_trade_no)

    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert dispositions(order) == ["duplicate"]
    assert books() == {"clearing": -PRICE, "funds": PRICE, "late": PRICE}
    assert status_of(order) == "awaiting_shipment"


def test_a_closing_at_the_provider_that_comes_first_is_followed_here(wechat):
    order = an_order()
    attempt = start(order)
    wechat.shift_clock(8 * 24 * 3600)  # WeChat Pay closes by itself after a week

    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert fresh(attempt).status == "closed"
    assert status_of(order) == "pending_payment"


def test_what_is_paid_stays_paid_whatever_is_said_later(wechat):
    """Trap 36: a failure after a success changes nothing."""
    order = an_order()
    attempt = paid_by_wechat(order, wechat)
    wechat.fault("query_says_missing", times=1)

    services.query_attempt(attempt_id=attempt.pk, at=now())
    services.resume_closing(attempt_id=attempt.pk, at=overdue())

    assert (fresh(attempt).status, status_of(order)) == ("captured", "awaiting_shipment")


def test_closed_here_alone_a_code_could_still_be_paid_which_is_why_the_provider_comes_first(wechat):
    asked_first, here_alone = start(an_order()), start(an_order())
    close(asked_first.instalment.order)
    with atomic():
        payable = lock_payable(here_alone)
        end_attempt(payable, fresh(here_alone), AttemptStatus.CLOSED, actor=STAFF, at=now())

    wechat.pay(here_alone.out_trade_no)

    assert wechat.order(asked_first.out_trade_no)["trade_state"] == "CLOSED"
    assert wechat.order(here_alone.out_trade_no)["trade_state"] == "SUCCESS"
