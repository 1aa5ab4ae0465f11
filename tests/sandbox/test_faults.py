"""Every fault, as the merchant with the real SDK meets it."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import requests
from wechatpayv3 import WeChatPay

from tests.fixtures.sandbox import PATIENCE, SandboxControl
from tests.sandbox.conftest import Received, Receiver, acknowledged, read, sdk

Trade = Callable[..., str]


def understood(merchant: WeChatPay, arrived: Received) -> Any:
    """What the SDK makes of a notification; None where it does not believe it."""
    return merchant.callback(arrived.headers, arrived.body)


# --- the API ---------------------------------------------------------------------------------


def test_a_system_error_before_the_effect_leaves_nothing(
    sandbox: SandboxControl, merchant: WeChatPay
) -> None:
    sandbox.fault("system_error", operation="prepay", times=1)

    status, body = read(merchant.pay("茶", "FAILED-1", {"total": 1}))

    assert (status, body["code"]) == (500, "SYSTEM_ERROR")
    assert read(merchant.query(out_trade_no="FAILED-1"))[0] == 404
    assert read(merchant.pay("茶", "FAILED-1", {"total": 1}))[0] == 200


def test_a_system_error_after_the_effect_hides_it(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("system_error", operation="close", target=number, executed="yes", status=503)

    assert read(merchant.close(number))[0] == 503

    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "CLOSED"


def test_a_call_may_be_one_too_many(sandbox: SandboxControl, merchant: WeChatPay) -> None:
    sandbox.fault("rate_limited", operation="prepay", times=1)

    status, body = read(merchant.pay("茶", "LIMITED-1", {"total": 1}))

    assert (status, body["code"]) == (429, "FREQUENCY_LIMITED")
    assert read(merchant.query(out_trade_no="LIMITED-1"))[0] == 404


def test_a_hanging_call_takes_effect_though_the_caller_gave_up(
    sandbox: SandboxControl, receiver: Receiver, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("hang", operation="close", target=number, seconds=PATIENCE)
    impatient = sdk(sandbox, receiver.url, timeout=(PATIENCE, 0.2))

    with pytest.raises(requests.exceptions.ReadTimeout):
        impatient.close(number)

    sandbox.until(number, lambda shown: shown["trade_state"] == "CLOSED")
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "CLOSED"


def test_a_dropped_connection_hides_a_refund_that_happened(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    number = paid(100)
    amount = {"refund": 30, "total": 100, "currency": "CNY"}
    sandbox.fault("drop_connection", operation="refund", target=number, times=1)

    with pytest.raises(requests.exceptions.ConnectionError):
        merchant.refund("DROPPED-1", amount, out_trade_no=number)
    again = read(merchant.refund("DROPPED-1", amount, out_trade_no=number))

    assert (again[0], again[1]["status"]) == (200, "PROCESSING")
    shown = sandbox.order(number)
    assert len(shown["refunds"]) == 1
    assert [(c["operation"], c["status"]) for c in shown["calls"]][-2:] == [
        ("refund", None),
        ("refund", 200),
    ]


def test_a_close_may_be_told_that_the_trade_is_paid(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("close_says_paid", target=number, times=1)

    assert read(merchant.close(number))[1]["code"] == "ORDERPAID"

    assert sandbox.order(number)["trade_state"] == "NOTPAY"
    assert merchant.close(number)[0] == 204


def test_a_query_may_be_told_that_there_is_no_such_trade(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    number = paid(100)
    sandbox.fault("query_says_missing", target=number, times=1)

    assert read(merchant.query(out_trade_no=number))[1]["code"] == "ORDER_NOT_EXIST"
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "SUCCESS"


# --- the payer -------------------------------------------------------------------------------


def test_a_late_payment_reaches_a_trade_that_was_closed(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    number = trade(100)
    merchant.close(number)
    sandbox.fault("pay_after_close", target=number, times=1)

    sandbox.pay(number)

    [arrived] = receiver.wait_for(1)
    assert understood(merchant, arrived)["resource"]["out_trade_no"] == number
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "SUCCESS"


def test_a_payment_at_the_instant_of_the_close_wins(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("pay_at_close", target=number)

    assert read(merchant.close(number))[1]["code"] == "ORDERPAID"
    assert sandbox.order(number)["trade_state"] == "SUCCESS"


def test_in_a_race_of_payment_and_close_exactly_one_wins(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    sandbox.fault("pay_at_close", wins="race")
    outcomes: Counter[tuple[int, str]] = Counter()

    for _ in range(20):
        number = trade(100)
        status, _ = merchant.close(number)
        outcomes[status, sandbox.order(number)["trade_state"]] += 1

    assert set(outcomes) <= {(204, "CLOSED"), (400, "SUCCESS")}


# --- notifications ---------------------------------------------------------------------------


def test_a_dropped_notification_comes_again_by_the_table(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("notify_drop", target=number, times=2)

    sandbox.pay(number)

    shown = sandbox.until(number, acknowledged)
    attempts = shown["notifications"][0]["attempts"]
    assert [(a["status"], a["fault"]) for a in attempts] == [
        (None, "notify_drop"),
        (None, "notify_drop"),
        (204, ""),
    ]
    assert len(receiver.received) == 1


def test_a_delayed_notification_comes_when_its_time_has_come(
    sandbox: SandboxControl, receiver: Receiver, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("notify_delay", target=number, seconds=600)
    sandbox.pay(number)
    assert receiver.received == []

    sandbox.shift_clock(601)

    assert len(receiver.wait_for(1)) == 1


def test_a_duplicated_notification_is_the_same_one(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("notify_duplicate", target=number, times=1, copies=5)

    sandbox.pay(number)

    arrived = receiver.wait_for(5)
    assert len({understood(merchant, one)["id"] for one in arrived}) == 1
    assert len({one.headers["Wechatpay-Nonce"] for one in arrived}) == 5


def test_reordered_notifications_arrive_the_later_one_first(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    number = trade(100)
    sandbox.fault("notify_reorder", target=number, times=1)
    sandbox.pay(number)
    merchant.refund(
        "REORDERED-1",
        {"refund": 100, "total": 100, "currency": "CNY"},
        out_trade_no=number,
        notify_url=receiver.url,
    )

    sandbox.settle("REORDERED-1")

    arrived = receiver.wait_for(2)
    assert [understood(merchant, one)["event_type"] for one in arrived] == [
        "REFUND.SUCCESS",
        "TRANSACTION.SUCCESS",
    ]


def test_a_probe_comes_before_the_right_one(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    number = trade(100)
    receiver.answers = [401]
    sandbox.fault("notify_probe", target=number, times=1)

    sandbox.pay(number)

    probe, right = receiver.wait_for(2)
    assert probe.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
    assert understood(merchant, probe) is None
    assert understood(merchant, right)["resource"]["out_trade_no"] == number


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "notify_forge"},
        {"kind": "notify_corrupt", "part": "body"},
        {"kind": "notify_corrupt", "part": "ciphertext"},
    ],
)
def test_what_was_forged_or_spoilt_is_not_believed(
    sandbox: SandboxControl,
    merchant: WeChatPay,
    receiver: Receiver,
    paid: Trade,
    fault: dict[str, Any],
) -> None:
    number = paid(100)

    sandbox.notify(number, fault=fault)

    assert understood(merchant, receiver.wait_for(2)[1]) is None


def test_an_unknown_serial_is_named_in_the_header(
    sandbox: SandboxControl, receiver: Receiver, paid: Trade
) -> None:
    sandbox.notify(paid(100), fault={"kind": "notify_unknown_serial"})

    serial = receiver.wait_for(2)[1].headers["Wechatpay-Serial"]
    assert serial.startswith("PUB_KEY_ID_")
    assert serial != sandbox.merchant["public_key_id"]


def test_a_stale_one_is_signed_rightly_with_an_old_timestamp(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, paid: Trade
) -> None:
    number = paid(100)

    sandbox.notify(number, fault={"kind": "notify_stale", "seconds": 360})

    arrived = receiver.wait_for(2)[1]
    assert understood(merchant, arrived)["resource"]["out_trade_no"] == number
    assert int(time.time()) - int(arrived.headers["Wechatpay-Timestamp"]) == pytest.approx(
        360, abs=PATIENCE
    )


@pytest.mark.parametrize(
    ("fault", "look", "seen"),
    [
        (
            {"kind": "notify_wrong_amount"},
            lambda r: (r["amount"]["total"], r["amount"]["payer_total"]),
            (99, 99),
        ),
        ({"kind": "notify_wrong_amount", "off_by": 5}, lambda r: r["amount"]["total"], 105),
        ({"kind": "notify_wrong_mchid"}, lambda r: r["mchid"], "1900000000"),
        ({"kind": "notify_wrong_appid"}, lambda r: r["appid"], "wx0000000000000000"),
    ],
)
def test_a_false_one_is_signed_and_encrypted_rightly(
    sandbox: SandboxControl,
    merchant: WeChatPay,
    receiver: Receiver,
    paid: Trade,
    fault: dict[str, Any],
    look: Callable[[Any], Any],
    seen: object,
) -> None:
    number = paid(100)

    sandbox.notify(number, fault=fault)

    told = understood(merchant, receiver.wait_for(2)[1])
    assert told["resource"]["out_trade_no"] == number
    assert look(told["resource"]) == seen


def test_a_fault_in_force_spoils_the_scheduled_one_and_the_retry_is_right(
    sandbox: SandboxControl, merchant: WeChatPay, receiver: Receiver, trade: Trade
) -> None:
    number = trade(100)
    receiver.answers = [401]
    sandbox.fault("notify_forge", target=number, times=1)

    sandbox.pay(number)

    forged, right = receiver.wait_for(2)
    assert understood(merchant, forged) is None
    assert understood(merchant, right)["resource"]["out_trade_no"] == number
