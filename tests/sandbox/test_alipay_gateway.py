"""gateway.do as the merchant with the real SDK meets it."""

import itertools
import time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from alipay import AliPay
from alipay.exceptions import AliPayException
from alipay.utils import AliPayConfig

from sandbox.keyfiles import private_pem
from tests.fixtures.sandbox import PATIENCE, SandboxControl, alipay_sandbox  # noqa: F401
from tests.sandbox.conftest import Receiver
from tests.sandbox.test_notifications import attempted

numbers = itertools.count(1)


@pytest.fixture
def alipay(alipay_sandbox: SandboxControl) -> SandboxControl:  # noqa: F811
    return alipay_sandbox


def sdk(control: SandboxControl, **changed: Any) -> AliPay:
    client = AliPay(
        appid=changed.get("app_id", control.merchant["app_id"]),
        app_private_key_string=changed.get("private_key", control.merchant["private_key"]),
        alipay_public_key_string=control.merchant["public_key"],
        sign_type=changed.get("sign_type", "RSA2"),
        config=AliPayConfig(timeout=PATIENCE),
    )
    client._gateway = f"{control.base_url}/gateway.do"
    return client


@pytest.fixture
def merchant(alipay: SandboxControl) -> AliPay:
    return sdk(alipay)


def number() -> str:
    return f"A{time.time():.0f}_{next(numbers)}"


def offered(merchant: AliPay, total: str = "1.00", **more: Any) -> str:
    out_trade_no = number()
    answer = merchant.api_alipay_trade_precreate("西湖龙井 100g", out_trade_no, total, **more)
    assert answer["code"] == "10000", answer
    return out_trade_no


def sub_code(answer: dict[str, str]) -> str:
    return answer.get("sub_code", answer["code"])


# --- who asks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"app_id": "2021000000000009"}, "isv.invalid-app-id"),
        ({"sign_type": "RSA"}, "isv.invalid-signature-type"),
        ({"private_key": "another"}, "isv.invalid-signature"),
    ],
)
def test_a_stranger_is_refused_without_a_signature(
    alipay: SandboxControl, changed: dict[str, str], refusal: str
) -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    if "private_key" in changed:
        changed = {"private_key": private_pem(generate_private_key(65537, 2048))}

    with pytest.raises(AliPayException) as raised:
        sdk(alipay, **changed).api_alipay_trade_query("NOBODYS")

    assert refusal in str(raised.value)


@pytest.mark.parametrize("missing", ["app_id", "sign", "sign_type", "timestamp", "version"])
def test_what_is_missing_is_named(alipay: SandboxControl, merchant: AliPay, missing: str) -> None:
    signed = dict(parse_qsl(merchant.client_api("alipay.trade.query", {"out_trade_no": "X"})))
    del signed[missing]

    answer = requests.get(f"{alipay.base_url}/gateway.do", signed, timeout=PATIENCE).json()

    assert answer["alipay_trade_query_response"]["code"] == "40001"
    assert "sign" not in answer


def test_get_and_post_are_the_same(alipay: SandboxControl, merchant: AliPay) -> None:
    out_trade_no = offered(merchant)
    alipay.pay(out_trade_no)
    signed = merchant.client_api("alipay.trade.query", {"out_trade_no": out_trade_no})
    parameters = dict(parse_qsl(signed))
    content = {"biz_content": parameters.pop("biz_content")}
    url = f"{alipay.base_url}/gateway.do"

    posted = requests.post(url, content, params=parameters, timeout=PATIENCE)
    got = requests.get(f"{url}?{signed}", timeout=PATIENCE)

    assert posted.content == got.content
    assert posted.headers["Content-Type"] == "text/html;charset=utf-8"


def test_an_unknown_method_is_no_method(merchant: AliPay) -> None:
    answer = merchant.server_api("alipay.trade.guess", {"out_trade_no": "X"})

    assert (answer["code"], answer["sub_code"]) == ("40002", "isv.invalid-method")


# --- trades ----------------------------------------------------------------------------------


def test_a_trade_exists_when_somebody_opens_it(alipay: SandboxControl, merchant: AliPay) -> None:
    out_trade_no = number()
    answer = merchant.api_alipay_trade_precreate("茶", out_trade_no, "1.00")
    missing = merchant.api_alipay_trade_query(out_trade_no)
    assert (missing["code"], missing["sub_code"]) == ("40004", "ACQ.TRADE_NOT_EXIST")
    assert sub_code(merchant.api_alipay_trade_close(out_trade_no)) == "ACQ.TRADE_NOT_EXIST"

    page = requests.get(answer["qr_code"], timeout=PATIENCE)

    assert (page.status_code, out_trade_no in page.text) == (200, True)
    assert merchant.api_alipay_trade_query(out_trade_no)["trade_status"] == "WAIT_BUYER_PAY"


def test_recent_trades_are_shown_with_the_way_to_their_cashier(
    alipay: SandboxControl, merchant: AliPay
) -> None:
    unopened, paid = offered(merchant), offered(merchant, "2.00")
    alipay.pay(paid)

    shown = requests.get(f"{alipay.base_url}/?lang=en", timeout=PATIENCE).text

    assert shown.index(paid) < shown.index(unopened)
    assert f"/alipay/cashier?number={paid}" in shown
    assert "Not opened" in shown


def test_a_paid_trade_says_so_in_yuan(alipay: SandboxControl, merchant: AliPay) -> None:
    out_trade_no = offered(merchant, "129.05")
    alipay.pay(out_trade_no)

    paid = merchant.api_alipay_trade_query(out_trade_no)

    assert (paid["trade_status"], paid["total_amount"]) == ("TRADE_SUCCESS", "129.05")
    assert paid == merchant.api_alipay_trade_query(trade_no=paid["trade_no"])
    again = merchant.api_alipay_trade_precreate("西湖龙井 100g", out_trade_no, "129.05")
    assert sub_code(again) == "ACQ.TRADE_HAS_SUCCESS"
    assert sub_code(merchant.api_alipay_trade_close(out_trade_no)) == "ACQ.TRADE_STATUS_ERROR"


@pytest.mark.parametrize(
    ("subject", "total", "more"),
    [
        ("茶 = 叶", "1.00", {}),
        ("", "1.00", {}),
        ("茶", "0.00", {}),
        ("茶", "1.005", {}),
        ("茶", "1e2", {}),
        ("茶", "100000000.01", {}),
        ("茶", "1.00", {"time_expire": "2020-01-01 00:00:00"}),
        ("茶", "1.00", {"time_expire": "tomorrow"}),
        ("茶", "1.00", {"notify_url": "ftp://127.0.0.1/"}),
    ],
)
def test_what_breaks_a_rule_is_refused(
    alipay: SandboxControl, merchant: AliPay, subject: str, total: str, more: dict[str, str]
) -> None:
    out_trade_no = number()

    answer = merchant.api_alipay_trade_precreate(subject, out_trade_no, total, **more)

    assert sub_code(answer) == "ACQ.INVALID_PARAMETER"
    assert alipay.exchange("GET", f"{alipay.trades}/orders/{out_trade_no}")[0] == 404


def test_a_number_means_one_thing_for_ever(alipay: SandboxControl, merchant: AliPay) -> None:
    out_trade_no = offered(merchant, "1.00")

    other = merchant.api_alipay_trade_precreate("西湖龙井 100g", out_trade_no, "2.00")
    same = merchant.api_alipay_trade_precreate("西湖龙井 100g", out_trade_no, "1")

    assert (sub_code(other), same["code"]) == ("ACQ.CONTEXT_INCONSISTENT", "10000")


@pytest.mark.parametrize(
    ("product", "code"),
    [
        ("page", "FAST_INSTANT_TRADE_PAY"),
        ("wap", "QUICK_WAP_WAY"),
        ("app", "QUICK_MSECURITY_PAY"),
    ],
)
def test_what_a_client_opens_leads_to_the_cashier(
    alipay: SandboxControl, merchant: AliPay, product: str, code: str
) -> None:
    out_trade_no = number()
    content = {
        "subject": "茶",
        "out_trade_no": out_trade_no,
        "total_amount": "1.00",
        "product_code": code,
    }
    signed = merchant.client_api(
        f"alipay.trade.{product}.pay", content, return_url="https://shop.example.com/done"
    )
    url = f"{alipay.base_url}/gateway.do?{signed}"
    assert requests.get(url.replace("1.00", "0.01"), timeout=PATIENCE).status_code == 400

    cashier = requests.get(url, timeout=PATIENCE)
    paid = requests.post(cashier.url, {"action": "pay"}, timeout=PATIENCE)

    assert alipay.order(out_trade_no)["trade_status"] == "TRADE_SUCCESS"
    back = next(part for part in paid.text.split('"') if part.startswith("https://shop."))
    told = parse_qs(urlsplit(back.replace("&amp;", "&")).query)
    proof = {name: values[0] for name, values in told.items()}
    assert merchant.verify(proof, proof.pop("sign"))
    assert proof["total_amount"] == "1.00"


def test_the_old_product_code_of_the_sdk_is_refused(
    alipay: SandboxControl, merchant: AliPay
) -> None:
    signed = merchant.api_alipay_trade_wap_pay("茶", number(), "1.00")

    assert alipay.exchange("POST", f"{alipay.trades}/open", {"order_string": signed}) == (
        409,
        {
            "error": "参数无效：product_code 必须为QUICK_WAP_WAY",
            "reason": "ACQ.INVALID_PARAMETER",
        },
    )


def test_an_unpaid_trade_is_closed_by_the_merchant_or_by_its_time(
    alipay: SandboxControl, merchant: AliPay
) -> None:
    mine, forgotten = offered(merchant), offered(merchant)
    for out_trade_no in (mine, forgotten):
        code = merchant.api_alipay_trade_precreate("西湖龙井 100g", out_trade_no, "1.00")
        requests.get(code["qr_code"], timeout=PATIENCE)

    assert merchant.api_alipay_trade_close(mine)["code"] == "10000"
    alipay.shift_clock(15 * 86400 + 1)

    for out_trade_no in (mine, forgotten):
        assert merchant.api_alipay_trade_query(out_trade_no)["trade_status"] == "TRADE_CLOSED"
        refused = alipay.exchange("POST", f"{alipay.trades}/pay", {"out_trade_no": out_trade_no})
        assert (refused[0], refused[1]["reason"]) == (409, "closed")


# --- telling ---------------------------------------------------------------------------------


def test_a_notification_is_repeated_until_it_is_answered_with_success(
    alipay: SandboxControl, merchant: AliPay, receiver: Receiver
) -> None:
    """The merchant answers with 204, which is success to others."""
    out_trade_no = number()
    merchant.api_alipay_trade_precreate("茶", out_trade_no, "1.00", notify_url=receiver.url)

    alipay.pay(out_trade_no)
    for attempts in range(1, 9):  # the whole table takes 25 h; here the clock jumps over it
        alipay.until(out_trade_no, attempted(attempts))
        alipay.shift_clock(attempts * 16 * 3600)

    seen = alipay.until(out_trade_no, lambda seen: seen["notifications"][0]["next_at"] is None)
    assert len(seen["notifications"][0]["attempts"]) == 8
    assert seen["notifications"][0]["acknowledged_at"] is None
    bodies = {arrived.body for arrived in receiver.received}
    assert len(bodies) == 1  # the same notify_id, the same content
    form = dict(parse_qsl(bodies.pop().decode()))
    assert merchant.verify(form, form.pop("sign"))
    assert (form["trade_status"], form["total_amount"]) == ("TRADE_SUCCESS", "1.00")
    assert form["seller_id"] == alipay.merchant["seller_id"]


# --- refunds ---------------------------------------------------------------------------------


def test_refunds_add_up_and_a_repeat_moves_nothing(
    alipay: SandboxControl, merchant: AliPay
) -> None:
    out_trade_no = offered(merchant, "1.00")
    alipay.pay(out_trade_no)

    def refund(amount: str, request: str) -> dict[str, str]:
        return merchant.api_alipay_trade_refund(amount, out_trade_no, out_request_no=request)

    first, again = refund("0.30", "R1"), refund("0.30", "R1")
    assert (first["fund_change"], first["refund_fee"]) == ("Y", "0.30")
    assert (again["fund_change"], again["refund_fee"]) == ("N", "0.30")
    assert sub_code(refund("0.40", "R1")) == "ACQ.DISCORDANT_REPEAT_REQUEST"
    assert refund("0.70", "R2")["code"] == "40005"  # less than 3 s later
    alipay.shift_clock(3)
    assert sub_code(refund("0.71", "R2")) == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    assert sub_code(merchant.api_alipay_trade_refund("0.70", out_trade_no)) == (
        "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"  # a part needs a number of its own
    )
    rest = refund("0.70", "R2")

    assert (rest["fund_change"], rest["refund_fee"], rest["send_back_fee"]) == ("Y", "1.00", "0.70")
    assert merchant.api_alipay_trade_query(out_trade_no)["trade_status"] == "TRADE_CLOSED"
    queried = merchant.api_alipay_trade_fastpay_refund_query("R2", out_trade_no=out_trade_no)
    assert (queried["refund_status"], queried["refund_amount"]) == ("REFUND_SUCCESS", "0.70")


def test_a_refund_that_is_not_done_is_not_told_from_one_that_never_was(
    alipay: SandboxControl, merchant: AliPay
) -> None:
    out_trade_no = offered(merchant, "1.00")
    alipay.pay(out_trade_no)
    alipay.fault("refund_pending", target=out_trade_no)

    pending = merchant.api_alipay_trade_refund("0.30", out_trade_no, out_request_no="R1")

    assert pending["fund_change"] == "N"
    asked = [
        merchant.api_alipay_trade_fastpay_refund_query(request, out_trade_no=out_trade_no)
        for request in ("R1", "R2")
    ]
    assert asked == [{"code": "10000", "msg": "Success"}] * 2
    alipay.settle("R1")
    assert alipay.order(out_trade_no)["refund_fee"] == "0.30"


def test_what_was_never_paid_is_not_refunded(alipay: SandboxControl, merchant: AliPay) -> None:
    out_trade_no = number()
    code = merchant.api_alipay_trade_precreate("茶", out_trade_no, "1.00")
    assert sub_code(merchant.api_alipay_trade_refund("1.00", out_trade_no)) == "ACQ.TRADE_NOT_EXIST"
    requests.get(code["qr_code"], timeout=PATIENCE)
    assert (
        sub_code(merchant.api_alipay_trade_refund("1.00", out_trade_no)) == "ACQ.TRADE_STATUS_ERROR"
    )
