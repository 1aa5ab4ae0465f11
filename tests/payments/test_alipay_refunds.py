"""Refunds at Alipay: done where it says that the money has moved, never twice under one number."""

from dataclasses import replace
from datetime import timedelta

import pytest

from payments import channels, services
from payments.channels.base import RefundRequest, RefundResult, RefundState, Refused, Unknown
from payments.models import Refund, RefundLeg
from tests.orders.factories import status_of
from tests.payments.factories import (
    PRICE,
    STAFF,
    an_order,
    books,
    now,
    open_incidents,
    paid_by_alipay,
)

pytestmark = pytest.mark.django_db


def refund(order) -> Refund:
    return services.request_refund(order_id=order.pk, reason="not wanted", actor=STAFF, at=now())


def leg_of(order) -> RefundLeg:
    return RefundLeg.objects.filter(refund__order=order).latest("pk")


def step(order, at=None) -> RefundLeg:
    """The next step of the order's newest leg: send it, or ask after it."""
    services.advance_leg(leg_id=leg_of(order).pk, at=at or now())
    return leg_of(order)


def refunds_at(alipay, attempt) -> list[tuple[str, str, str]]:
    rows = alipay.order(attempt.out_trade_no)["refunds"]
    return [(row["out_request_no"], row["refund_amount"], row["refund_status"]) for row in rows]


def test_a_refund_is_done_with_its_answer(alipay, relay):
    order = an_order()
    attempt = paid_by_alipay(order, alipay)

    refund(order)
    assert status_of(order) == "refunding"
    relay()  # sends it

    assert refunds_at(alipay, attempt) == [(f"{order.number}R1_1", "107.00", "REFUND_SUCCESS")]
    assert (leg_of(order).status, status_of(order)) == ("succeeded", "refunded")
    assert books() == {}


def test_an_answer_that_is_lost_is_repeated_under_the_same_number_and_moves_nothing_twice(alipay):
    order = an_order()
    attempt = paid_by_alipay(order, alipay)
    refund(order)
    alipay.fault("drop_connection", operation="refund", times=1)

    assert step(order).status == "sent"
    assert step(order).status == "pending"  # fund_change N: it had moved before
    assert step(order).status == "succeeded"

    assert refunds_at(alipay, attempt) == [(f"{order.number}R1_1", "107.00", "REFUND_SUCCESS")]
    assert status_of(order) == "refunded"
    assert books() == {}


def test_accepted_is_not_refunded_until_the_money_has_moved(alipay):
    order = an_order()
    paid_by_alipay(order, alipay)
    alipay.fault("refund_pending")
    refund(order)

    assert step(order).status == "pending"
    assert step(order).status == "pending"
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    alipay.settle(leg_of(order).out_refund_no)

    assert step(order).status == "succeeded"
    assert status_of(order) == "refunded"


def test_a_refusal_is_tried_again_later_under_the_same_number(alipay):
    order = an_order()
    attempt = paid_by_alipay(order, alipay)
    refund(order)
    alipay.fault("refund_not_enough", times=1)

    refused = step(order)
    assert (refused.status, refused.failure[:29]) == ("created", "ACQ.SELLER_BALANCE_NOT_ENOUGH")
    assert open_incidents() == ["refund_refused"]
    step(order, at=now() + timedelta(hours=1))

    assert [row[0] for row in refunds_at(alipay, attempt)] == [refused.out_refund_no]
    assert (status_of(order), open_incidents()) == ("refunded", [])


@pytest.mark.parametrize("executed", ["no", "yes"])
def test_a_system_error_leaves_the_outcome_open(alipay, executed):
    order = an_order()
    paid_by_alipay(order, alipay)
    refund(order)
    alipay.fault("system_error", operation="refund", executed=executed, times=1)

    assert step(order).status == "sent"
    while leg_of(order).status != "succeeded":
        step(order)

    assert (status_of(order), books()) == ("refunded", {})


# --- the gateway --------------------------------------------------------------------------


@pytest.fixture
def door(alipay):
    return channels.external("alipay", alipay.merchant)


def a_request(order, alipay, **changed) -> RefundRequest:
    attempt = paid_by_alipay(order, alipay)
    trade_no = alipay.order(attempt.out_trade_no)["trade_no"]
    whole = RefundRequest(f"{order.number}R9", trade_no, 3000, PRICE, "CNY", "少发")
    return replace(whole, **changed)


def test_parts_are_refunded_three_seconds_apart(alipay, door):
    first = a_request(an_order(), alipay)
    second = replace(first, out_refund_no=f"{first.out_refund_no}b", amount=PRICE - 3000)

    assert door.refund(first).state is RefundState.SUCCEEDED
    assert door.refund(second) == Unknown("isv.app-call-limited")  # trap 58: later, not never
    alipay.shift_clock(3)
    assert door.refund(second).state is RefundState.SUCCEEDED

    done = RefundResult(second.out_refund_no, "", PRICE - 3000, RefundState.SUCCEEDED)
    assert door.query_refund(second) == done  # its own amount, not the sum of both


def test_a_refund_that_never_arrived_is_asked_for_again(alipay, door):
    asked = a_request(an_order(), alipay)

    assert door.query_refund(asked).state is RefundState.SUCCEEDED
    assert door.refund(asked).state is RefundState.PENDING  # no money moves again
    assert alipay.order(f"{asked.out_refund_no[:-2]}_1")["refund_fee"] == "30.00"


def test_another_amount_under_a_known_number_says_nothing_about_the_first(alipay, door):
    asked = a_request(an_order(), alipay)
    door.refund(asked)

    other = door.refund(replace(asked, amount=4000))

    assert other == Unknown("ACQ.DISCORDANT_REPEAT_REQUEST")


def test_what_is_finished_is_not_refunded(alipay, door):
    asked = a_request(an_order(), alipay)
    alipay.call(
        "POST", f"{alipay.trades}/finish", {"out_trade_no": f"{asked.out_refund_no[:-2]}_1"}
    )

    assert door.refund(asked) == Refused("ACQ.TRADE_HAS_FINISHED", "交易已完结")


def test_more_than_was_paid_is_not_refunded(alipay, door):
    asked = a_request(an_order(), alipay, amount=PRICE + 1)

    assert door.refund(asked) == Refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
