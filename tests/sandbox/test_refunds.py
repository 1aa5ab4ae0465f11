"""Refunds through the real SDK: accepted first, decided later, limited always."""

import itertools
import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from wechatpayv3 import WeChatPay

from tests.fixtures.sandbox import SandboxControl
from tests.sandbox.conftest import Receiver, acknowledged, read
from tests.sandbox.test_signing import send

Trade = Callable[..., str]
numbers = itertools.count(1)
REFUNDS = "/v3/refund/domestic/refunds"


def ask(
    merchant: WeChatPay,
    trade: str,
    refund: int,
    total: int = 100,
    number: str | None = None,
    **changed: Any,
) -> tuple[int, Any]:
    return read(
        merchant.refund(
            out_refund_no=number or f"R{next(numbers)}",
            out_trade_no=trade,
            amount={"refund": refund, "total": total, "currency": "CNY"},
            **changed,
        )
    )


def refunds_of(sandbox: SandboxControl, trade: str) -> list[tuple[str, int]]:
    return [(r["status"], r["amount"]["refund"]) for r in sandbox.order(trade)["refunds"]]


def test_an_accepted_refund_is_processing_and_the_trade_shows_it(
    merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)

    status, refund = ask(merchant, trade, 30, number="ACCEPTED@1")

    assert (status, refund["status"]) == (200, "PROCESSING")
    assert "success_time" not in refund
    assert refund["amount"]["refund"] == 30
    assert read(merchant.query_refund("ACCEPTED@1")) == (200, refund)
    assert read(merchant.query(out_trade_no=trade))[1]["trade_state"] == "REFUND"


@pytest.mark.parametrize(
    ("outcome", "trade_state"),
    [("SUCCESS", "REFUND"), ("ABNORMAL", "REFUND"), ("CLOSED", "SUCCESS")],
)
def test_its_outcome_is_queried_and_notified(
    sandbox: SandboxControl,
    merchant: WeChatPay,
    receiver: Receiver,
    paid: Trade,
    outcome: str,
    trade_state: str,
) -> None:
    trade = paid(100)
    _, refund = ask(merchant, trade, 30, notify_url=receiver.url)

    sandbox.settle(refund["out_refund_no"], outcome)

    arrived = receiver.wait_for(2)[1]
    told = merchant.callback(arrived.headers, arrived.body)
    assert told["event_type"] == f"REFUND.{outcome}"
    assert told["resource"]["refund_status"] == outcome
    assert told["resource"]["out_refund_no"] == refund["out_refund_no"]
    assert told["resource"]["amount"] == {
        "total": 100,
        "refund": 30,
        "payer_total": 100,
        "payer_refund": 30,
    }
    queried = read(merchant.query_refund(refund["out_refund_no"]))[1]
    assert queried["status"] == outcome
    assert ("success_time" in queried) == (outcome == "SUCCESS")
    assert read(merchant.query(out_trade_no=trade))[1]["trade_state"] == trade_state


def test_the_same_number_again_is_the_same_refund(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)

    first = ask(merchant, trade, 30, number="ONCE-1")
    again = ask(merchant, trade, 30, number="ONCE-1")

    assert first == again
    assert refunds_of(sandbox, trade) == [("PROCESSING", 30)]


def test_the_same_number_with_other_parameters_is_refused(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade, other = paid(100), paid(100)
    ask(merchant, trade, 30, number="CHANGED-1")

    for changed in (
        ask(merchant, trade, 31, number="CHANGED-1"),
        ask(merchant, other, 30, number="CHANGED-1"),
        ask(merchant, trade, 30, number="CHANGED-1", reason="少发一件"),
    ):
        assert (changed[0], changed[1]["code"]) == (400, "INVALID_REQUEST")
    assert refunds_of(sandbox, trade) == [("PROCESSING", 30)]
    assert refunds_of(sandbox, other) == []


def test_refunds_never_exceed_what_was_paid(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)
    ask(merchant, trade, 60)

    status, body = ask(merchant, trade, 41)

    assert (status, body["code"]) == (400, "INVALID_REQUEST")
    assert ask(merchant, trade, 40)[0] == 200
    assert refunds_of(sandbox, trade) == [("PROCESSING", 60), ("PROCESSING", 40)]


def test_of_parallel_refunds_only_what_was_paid_goes_through(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)
    barrier = Barrier(10)

    def race(number: int) -> int:
        barrier.wait()
        return ask(merchant, trade, 60, number=f"PARALLEL-{number}")[0]

    with ThreadPoolExecutor(10) as racers:
        statuses = Counter(racers.map(race, range(10)))

    assert statuses == {200: 1, 400: 9}
    assert refunds_of(sandbox, trade) == [("PROCESSING", 60)]


def test_a_closed_refund_frees_its_amount_for_a_new_number(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)
    _, refund = ask(merchant, trade, 100)
    sandbox.settle(refund["out_refund_no"], "CLOSED")

    assert ask(merchant, trade, 100)[0] == 200
    assert refunds_of(sandbox, trade) == [("CLOSED", 100), ("PROCESSING", 100)]


def test_the_fifty_first_refund_of_a_trade_is_refused(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)
    for _ in range(50):
        assert ask(merchant, trade, 1)[0] == 200

    status, body = ask(merchant, trade, 1)

    assert (status, body["code"]) == (400, "INVALID_REQUEST")
    assert len(refunds_of(sandbox, trade)) == 50


def test_a_year_after_the_payment_it_is_too_late(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)

    sandbox.shift_clock(365 * 86400 - 60)
    assert ask(merchant, trade, 1)[0] == 200
    sandbox.shift_clock(365 * 86400 + 60)
    status, body = ask(merchant, trade, 1)

    assert (status, body["code"]) == (400, "INVALID_REQUEST")


def test_what_cannot_be_refunded_is_refused(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade, paid: Trade
) -> None:
    unpaid, settled = trade(100), paid(100)

    assert ask(merchant, unpaid, 1)[1]["code"] == "INVALID_REQUEST"
    assert ask(merchant, "NOBODYS-1", 1)[1]["code"] == "RESOURCE_NOT_EXISTS"
    assert ask(merchant, settled, 1, total=99)[1]["code"] == "INVALID_REQUEST"
    assert ask(merchant, settled, 0)[1]["detail"]["field"] == "/amount/refund"
    assert ask(merchant, settled, 1, number="with space")[1]["code"] == "PARAM_ERROR"
    assert ask(merchant, settled, 1, number="r" * 65)[1]["code"] == "PARAM_ERROR"
    assert ask(merchant, settled, 1, reason="因" * 81)[1]["detail"]["field"] == "/reason"
    assert read(merchant.query_refund("NOBODYS-1"))[0] == 404
    assert refunds_of(sandbox, unpaid) == refunds_of(sandbox, settled) == []


def test_a_refund_names_its_trade_by_either_number(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade, other = paid(100), paid(100)
    transaction_id = sandbox.order(trade)["transaction_id"]
    amount = {"refund": 1, "total": 100, "currency": "CNY"}

    by_theirs = read(merchant.refund("EITHER-1", amount, transaction_id=transaction_id))
    both = {"out_refund_no": "EITHER-2", "amount": amount, "transaction_id": transaction_id}
    of_two_trades = send(sandbox, json.dumps({**both, "out_trade_no": other}), path=REFUNDS)
    of_none = send(
        sandbox, json.dumps({"out_refund_no": "EITHER-3", "amount": amount}), path=REFUNDS
    )

    assert by_theirs[1]["out_trade_no"] == trade
    assert (of_two_trades[0], of_two_trades[2]["code"]) == (400, "INVALID_REQUEST")
    assert (of_none[0], of_none[2]["detail"]["field"]) == (400, "/transaction_id")


def test_a_fault_decides_the_outcome_by_itself(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, paid: Trade
) -> None:
    trade = paid(100)
    sandbox.fault("refund_outcome", target=trade, times=1, status="ABNORMAL", seconds=0)

    ask(merchant, trade, 30, notify_url=receiver.url)

    shown = sandbox.until(trade, lambda t: len(t["notifications"]) == 2 and acknowledged(t))
    assert [refund["status"] for refund in shown["refunds"]] == ["ABNORMAL"]
    assert shown["notifications"][1]["event_type"] == "REFUND.ABNORMAL"


def test_the_merchants_balance_may_be_too_low(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    trade = paid(100)
    sandbox.fault("refund_not_enough", target=trade, times=1)

    refused = ask(merchant, trade, 30, number="BROKE-1")
    retried = ask(merchant, trade, 30, number="BROKE-1")

    assert (refused[0], refused[1]["code"]) == (403, "NOT_ENOUGH")
    assert retried[0] == 200
