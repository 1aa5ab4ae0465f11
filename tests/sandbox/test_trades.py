"""Prepay, query and close, through the real SDK."""

from collections.abc import Callable

import pytest
from wechatpayv3 import WeChatPay, WeChatPayType

from tests.fixtures.sandbox import SandboxControl
from tests.sandbox.conftest import Receiver, read, sdk

Trade = Callable[..., str]


def test_a_native_prepay_gives_a_code_that_a_phone_can_scan(merchant: WeChatPay) -> None:
    status, body = read(merchant.pay("西湖龙井", "NATIVE-1", {"total": 12900}))

    assert status == 200
    assert body["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")


def test_jsapi_and_app_give_a_prepay_id_and_h5_a_page_of_the_sandbox(
    sandbox: SandboxControl, receiver: Receiver
) -> None:
    client = sdk(sandbox, receiver.url)
    scene = {"payer_client_ip": "203.0.113.9", "h5_info": {"type": "Wap"}}

    jsapi = read(
        client.pay(
            "茶", "JSAPI-1", {"total": 1}, payer={"openid": "o1"}, pay_type=WeChatPayType.JSAPI
        )
    )
    app = read(client.pay("茶", "APP-000001", {"total": 1}, pay_type=WeChatPayType.APP))
    h5 = read(
        client.pay("茶", "H5-00001", {"total": 1}, scene_info=scene, pay_type=WeChatPayType.H5)
    )

    assert jsapi[1]["prepay_id"].startswith("wx")
    assert app[1]["prepay_id"].startswith("wx")
    assert h5[1]["h5_url"].startswith(
        f"{sandbox.base_url}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx"
    )


def test_an_unpaid_trade_is_notpay_and_says_nothing_of_a_payment(
    merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(12900, attach="shop=7")

    assert read(merchant.query(out_trade_no=number)) == (
        200,
        {
            "appid": merchant._appid,
            "mchid": merchant._mchid,
            "out_trade_no": number,
            "trade_type": "NATIVE",
            "trade_state": "NOTPAY",
            "trade_state_desc": "订单未支付",
            "attach": "shop=7",
            "amount": {"total": 12900, "currency": "CNY"},
        },
    )


def test_a_paid_trade_is_found_by_either_number(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(12900)
    paid = sandbox.pay(number)

    by_ours = read(merchant.query(out_trade_no=number))
    by_theirs = read(merchant.query(transaction_id=paid["transaction_id"]))

    assert by_ours == by_theirs
    assert by_ours[1]["trade_state"] == "SUCCESS"
    assert by_ours[1]["amount"] == {
        "total": 12900,
        "currency": "CNY",
        "payer_total": 12900,
        "payer_currency": "CNY",
    }
    assert len(by_ours[1]["transaction_id"]) == 28


def test_an_unknown_trade_is_404(merchant: WeChatPay) -> None:
    assert read(merchant.query(out_trade_no="NOBODYS-1")) == (
        404,
        {"code": "ORDER_NOT_EXIST", "message": "订单不存在"},
    )
    assert read(merchant.close("NOBODYS-1"))[0] == 404


def test_the_same_prepay_again_gives_the_same_code(merchant: WeChatPay) -> None:
    first = read(merchant.pay("茶", "AGAIN-01", {"total": 100}))
    again = read(merchant.pay("茶", "AGAIN-01", {"total": 100}))

    assert first == again


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": {"total": 101}},
        {"description": "咖啡"},
        {"attach": "other"},
        {"time_expire": "2099-01-01T00:00:00+08:00"},
    ],
)
def test_a_number_with_other_parameters_is_refused(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade, changed: dict[str, object]
) -> None:
    number = trade(100)

    status, body = read(
        merchant.pay(
            **{
                "description": "西湖龙井 100g",
                "out_trade_no": number,
                "amount": {"total": 100, "currency": "CNY"},
                **changed,
            }
        )
    )

    assert (status, body["code"]) == (400, "INVALID_REQUEST")
    assert sandbox.order(number)["amount"]["total"] == 100


def test_a_number_is_not_shared_between_products(merchant: WeChatPay, trade: Trade) -> None:
    number = trade(100)

    status, body = read(
        merchant.pay("西湖龙井 100g", number, {"total": 100}, pay_type=WeChatPayType.APP)
    )

    assert (status, body["code"]) == (403, "OUT_TRADE_NO_USED")


def test_a_closed_trade_stays_closed_and_may_be_closed_again(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100)

    assert merchant.close(number) == (204, b"")
    assert merchant.close(number) == (204, b"")

    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "CLOSED"
    again = read(merchant.pay("西湖龙井 100g", number, {"total": 100, "currency": "CNY"}))
    assert (again[0], again[1]["code"]) == (400, "ORDER_CLOSED")
    assert sandbox.exchange("POST", "/_sandbox/pay", {"out_trade_no": number}) == (
        409,
        {"error": "the payment is refused", "reason": "closed"},
    )


def test_a_paid_trade_is_neither_closed_nor_taken_again(merchant: WeChatPay, paid: Trade) -> None:
    number = paid(100)

    close = read(merchant.close(number))
    prepay = read(merchant.pay("西湖龙井 100g", number, {"total": 100, "currency": "CNY"}))

    assert (close[0], close[1]["code"]) == (400, "ORDERPAID")
    assert (prepay[0], prepay[1]["code"]) == (400, "ORDERPAID")
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "SUCCESS"


def test_a_trade_is_paid_once(sandbox: SandboxControl, paid: Trade) -> None:
    number = paid(100)
    before = sandbox.order(number)

    status, body = sandbox.exchange("POST", "/_sandbox/pay", {"out_trade_no": number})

    assert (status, body["reason"]) == (409, "paid")
    assert sandbox.order(number) == before


def test_after_its_deadline_a_trade_cannot_be_paid_yet_is_not_closed(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100, time_expire="2020-01-01T00:00:00+08:00")  # raised to a minute from now
    sandbox.shift_clock(61)

    status, body = sandbox.exchange("POST", "/_sandbox/pay", {"out_trade_no": number})

    assert (status, body["reason"]) == (409, "expired")
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "NOTPAY"


def test_a_code_lives_two_hours_and_the_same_prepay_renews_it(
    sandbox: SandboxControl, merchant: WeChatPay
) -> None:
    merchant.pay("茶", "RENEW-01", {"total": 100})
    sandbox.shift_clock(2 * 3600 + 1)
    assert sandbox.exchange("POST", "/_sandbox/pay", {"out_trade_no": "RENEW-01"})[1] == {
        "error": "the payment is refused",
        "reason": "code_expired",
    }

    merchant.pay("茶", "RENEW-01", {"total": 100})

    assert sandbox.pay("RENEW-01")["trade_state"] == "SUCCESS"


def test_an_unpaid_trade_closes_by_itself_after_seven_days(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100)

    sandbox.shift_clock(7 * 86400 - 60)
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "NOTPAY"
    sandbox.shift_clock(7 * 86400 + 60)
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "CLOSED"
