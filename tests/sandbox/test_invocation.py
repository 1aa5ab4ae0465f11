"""The payer's client: it shows the cashier for what the merchant has signed for it, only."""

import time
from typing import Any

import pytest
from wechatpayv3 import WeChatPay, WeChatPayType

from tests.fixtures.sandbox import SandboxControl
from tests.sandbox.conftest import numbers, read


def prepaid(merchant: WeChatPay, number: str, pay_type: WeChatPayType, appid: str) -> str:
    payer = None if pay_type is WeChatPayType.APP else {"openid": "oPayer"}
    _, body = read(
        merchant.pay("茶", number, {"total": 1}, payer=payer, appid=appid, pay_type=pay_type)
    )
    prepay_id: str = body["prepay_id"]
    return prepay_id


def signed_for_page(merchant: WeChatPay, appid: str, prepay_id: str) -> dict[str, Any]:
    stamp, package = str(int(time.time())), f"prepay_id={prepay_id}"
    return {
        "appId": appid,
        "timeStamp": stamp,
        "nonceStr": "n",
        "package": package,
        "signType": "RSA",
        "paySign": merchant.sign([appid, stamp, "n", package]),
    }


def signed_for_app(
    merchant: WeChatPay, mchid: str, appid: str, prepay_id: str, line: str
) -> dict[str, Any]:
    stamp = str(int(time.time()))
    return {
        "appId": appid,
        "partnerId": mchid,
        "prepayId": prepay_id,
        "packageValue": "Sign=WXPay",
        "nonceStr": "n",
        "timeStamp": stamp,
        "sign": merchant.sign([appid, stamp, "n", line]),
    }


def test_a_page_and_a_mini_program_show_the_cashier(sandbox: SandboxControl, merchant: WeChatPay):
    official, mini = sandbox.merchant["appid"], sandbox.merchant["mini_appid"]
    for client, appid in (("jsapi", official), ("mini", mini)):
        prepay_id = prepaid(merchant, f"INVOKE-{client}", WeChatPayType.JSAPI, appid)
        given = signed_for_page(merchant, appid, prepay_id)
        if client == "mini":
            del given["appId"]

        shown = sandbox.invoke(client, given)

        assert shown["out_trade_no"] == f"INVOKE-{client}"
        assert shown["cashier_url"].endswith(f"/cashier/?prepay_id={prepay_id}")


def test_an_app_signs_the_bare_prepay_id(sandbox: SandboxControl, merchant: WeChatPay):
    mchid, appid = sandbox.merchant["mchid"], sandbox.merchant["mobile_appid"]
    prepay_id = prepaid(merchant, "INVOKE-APP", WeChatPayType.APP, appid)
    as_page = signed_for_app(merchant, mchid, appid, prepay_id, f"prepay_id={prepay_id}")
    bare = signed_for_app(merchant, mchid, appid, prepay_id, prepay_id)

    assert refusal(sandbox, "app", as_page) == "signature"
    assert sandbox.invoke("app", bare)["out_trade_no"] == "INVOKE-APP"


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"signType": "MD5"}, "parameters"),
        ({"timeStamp": 1767240000}, "parameters"),
        ({"extra": "x"}, "parameters"),
        ({"package": "prepay_id=wxunknown"}, "prepay_id"),
        ({"appId": "wx0000000000000000"}, "app_id"),
        ({"nonceStr": "another"}, "signature"),
        ({"paySign": "?"}, "signature"),
    ],
    ids=str,
)
def test_anything_else_than_what_was_signed_is_refused(
    sandbox: SandboxControl, merchant: WeChatPay, spoilt: dict[str, Any], reason: str
):
    appid = sandbox.merchant["appid"]
    prepay_id = prepaid(merchant, f"SPOILT-{next(numbers)}", WeChatPayType.JSAPI, appid)

    assert refusal(sandbox, "jsapi", signed_for_page(merchant, appid, prepay_id) | spoilt) == reason


def refusal(sandbox: SandboxControl, client: str, parameters: dict[str, Any]) -> str:
    asked = {"client": client, "parameters": parameters}
    status, answer = sandbox.exchange("POST", "/_sandbox/invoke", asked)
    assert status == 409
    return str(answer["reason"])
