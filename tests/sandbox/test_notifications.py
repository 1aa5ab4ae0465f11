"""Notifications as the real SDK reads them, and how they are repeated."""

from collections.abc import Callable
from typing import Any

from wechatpayv3 import WeChatPay

from tests.fixtures.sandbox import SandboxControl
from tests.sandbox.conftest import Receiver, acknowledged

Trade = Callable[..., str]


def attempted(times: int) -> Callable[[dict[str, Any]], bool]:
    """By the table, each with its answer: the clock may jump to the next turn."""
    return lambda shown: shown["notifications"][0]["attempts_made"] >= times


def test_a_payment_is_notified_signed_and_encrypted(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    number = trade(12900)

    paid = sandbox.pay(number)

    [arrived] = receiver.wait_for(1)
    told = merchant.callback(arrived.headers, arrived.body)
    assert told["event_type"] == "TRANSACTION.SUCCESS"
    assert told["resource"]["out_trade_no"] == number
    assert told["resource"]["transaction_id"] == paid["transaction_id"]
    assert told["resource"]["amount"]["total"] == 12900
    assert told["resource"]["mchid"] == sandbox.merchant["mchid"]
    assert told["resource"]["appid"] == sandbox.merchant["appid"]


def test_a_refused_notification_is_repeated_with_a_fresh_signature_until_acknowledged(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    receiver.answers = [500, 401, 200]
    number = trade(100)

    sandbox.pay(number)

    shown = sandbox.until(number, acknowledged)
    [notification] = shown["notifications"]
    assert [attempt["status"] for attempt in notification["attempts"]] == [500, 401, 200]
    arrived = receiver.received
    assert len({one.headers["Wechatpay-Nonce"] for one in arrived}) == 3
    told = [merchant.callback(one.headers, one.body) for one in arrived]
    assert told[0] == told[1] == told[2]


def test_it_is_given_up_after_sixteen_attempts(
    sandbox: SandboxControl, receiver: Receiver, trade: Trade
) -> None:
    receiver.answers = [500] * 16
    number = trade(100)
    sandbox.pay(number)

    # the whole table takes 24 h 4 min; here the clock jumps over it
    for attempts in range(1, 17):
        sandbox.until(number, attempted(attempts))
        sandbox.shift_clock(attempts * 6 * 3600)

    shown = sandbox.until(number, lambda t: t["notifications"][0]["next_at"] is None)
    assert len(shown["notifications"][0]["attempts"]) == 16
    assert shown["notifications"][0]["acknowledged_at"] is None


def test_fifty_at_once_are_one_notification_fifty_times(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, paid: Trade
) -> None:
    number = paid(100)

    statuses = sandbox.notify(number, times=50, parallel=True)

    assert statuses == [204] * 50
    arrived = receiver.wait_for(51)
    assert len({merchant.callback(one.headers, one.body)["id"] for one in arrived}) == 1
