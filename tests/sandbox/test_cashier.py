"""The pages for people: the payer's phone, and the operator's list of orders."""

from collections.abc import Callable
from urllib.parse import quote

import requests
from wechatpayv3 import WeChatPay, WeChatPayType

from tests.fixtures.sandbox import PATIENCE, SandboxControl
from tests.sandbox.conftest import read

Trade = Callable[..., str]


def cashier(sandbox: SandboxControl, number: str, lang: str = "zh") -> str:
    code_url = sandbox.order(number)["code_url"]
    return f"{sandbox.base_url}/cashier/?lang={lang}&code_url={quote(code_url)}"


def press(url: str, action: str) -> str:
    """Press a button of the page and follow to the next one."""
    answer = requests.post(url, {"action": action}, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.text


def test_the_sheet_shows_who_is_paid_how_much_and_for_what(
    sandbox: SandboxControl, trade: Trade
) -> None:
    number = trade(123456, description="<b>龙井</b>")

    page = requests.get(cashier(sandbox, number), timeout=PATIENCE).text

    assert "1,234.56" in page
    assert "&lt;b&gt;龙井&lt;/b&gt;" in page
    assert "叮单商城" in page
    assert number in page
    assert 'data-seconds="604' in page  # seven days, less what the test has taken


def test_a_scanned_code_needs_no_escaping(sandbox: SandboxControl, trade: Trade) -> None:
    number = trade(100)
    code_url = sandbox.order(number)["code_url"]

    page = requests.get(f"{sandbox.base_url}/cashier/?code_url={code_url}", timeout=PATIENCE).text

    assert number in page


def test_paying_pays_and_says_so(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    number = trade(100)

    assert "支付成功" in press(cashier(sandbox, number), "pay")
    assert read(merchant.query(out_trade_no=number))[1]["trade_state"] == "SUCCESS"
    assert "Paid" in press(cashier(sandbox, number, "en"), "pay")


def test_refusing_changes_nothing_and_lets_one_try_again(
    sandbox: SandboxControl, trade: Trade
) -> None:
    number = trade(100)
    before = sandbox.order(number)

    page = press(cashier(sandbox, number), "refuse")

    assert "你已取消支付" in page
    assert "重新支付" in page
    assert sandbox.order(number) == before
    assert "支付成功" in press(cashier(sandbox, number), "pay")


def test_what_cannot_be_paid_says_why(
    sandbox: SandboxControl, merchant: WeChatPay, trade: Trade
) -> None:
    closed, expired = trade(100), trade(100, time_expire="2020-01-01T00:00:00+08:00")
    merchant.close(closed)
    sandbox.shift_clock(61)

    assert "This order is closed" in press(cashier(sandbox, closed, "en"), "pay")
    assert "This order has expired" in press(cashier(sandbox, expired, "en"), "pay")
    assert "Unknown code" in press(f"{sandbox.base_url}/cashier/?lang=en&code_url=x", "pay")
    assert sandbox.order(closed)["trade_state"] == "CLOSED"
    assert sandbox.order(expired)["trade_state"] == "NOTPAY"


def test_the_h5_page_returns_to_the_shop_and_to_nothing_else(
    sandbox: SandboxControl, merchant: WeChatPay
) -> None:
    scene = {"payer_client_ip": "203.0.113.9", "h5_info": {"type": "Wap"}}
    _, body = read(
        merchant.pay("茶", "H5-BACK-1", {"total": 1}, scene_info=scene, pay_type=WeChatPayType.H5)
    )

    shop = press(f"{body['h5_url']}&redirect_url={quote('https://shop.example.com/o/1')}", "pay")
    script = press(f"{body['h5_url']}&redirect_url={quote('javascript:alert(1)')}", "pay")

    assert 'href="https://shop.example.com/o/1"' in shop
    assert "javascript:" not in script.replace("%3A", ":").partition("<section")[2]


def test_the_operator_sees_orders_and_the_story_of_each(
    sandbox: SandboxControl, merchant: WeChatPay, paid: Trade
) -> None:
    number = paid(4200)
    merchant.refund(
        "STORY-1", {"refund": 200, "total": 4200, "currency": "CNY"}, out_trade_no=number
    )

    index = requests.get(f"{sandbox.base_url}/", timeout=PATIENCE).text
    story = requests.get(f"{sandbox.base_url}/orders/{number}?lang=en", timeout=PATIENCE).text

    assert number in index
    assert "42.00" in index
    for told in ("prepay", "refund STORY-1", "TRANSACTION.SUCCESS", "Refund pending"):
        assert told in story
