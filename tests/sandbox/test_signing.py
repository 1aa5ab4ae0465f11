"""Whose calls are taken: the Authorization header over the exact bytes of the wire."""

import json
import time
from functools import cache
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from wechatpayv3 import WeChatPay
from wechatpayv3.utils import build_authorization, load_private_key, load_public_key, rsa_verify

from sandbox.wechatpay.signing import TIMESTAMP_TOLERANCE
from tests.fixtures.sandbox import PATIENCE, SandboxControl
from tests.sandbox.conftest import Receiver, read, sdk

private_key = cache(load_private_key)

PATH = "/v3/pay/transactions/native"


def order_of(sandbox: SandboxControl, number: str) -> str:
    return json.dumps(
        {
            "appid": sandbox.merchant["appid"],
            "mchid": sandbox.merchant["mchid"],
            "description": "茶",
            "out_trade_no": number,
            "notify_url": "http://127.0.0.1:1/notify",
            "amount": {"total": 1},
        }
    )


def authorize(sandbox: SandboxControl, body: str, path: str = PATH, method: str = "POST") -> str:
    merchant = sandbox.merchant
    header: str = build_authorization(
        path,
        method,
        merchant["mchid"],
        merchant["serial_no"],
        private_key(merchant["private_key"]),
        data=body,
    )
    return header


def send(
    sandbox: SandboxControl,
    body: str,
    method: str = "POST",
    path: str = PATH,
    **headers: str | None,
) -> tuple[int, dict[str, str], Any]:
    """A call with these headers changed (``User_Agent="…"``), or left out where None."""
    given = {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": "test",
        "Authorization": authorize(sandbox, body, path, method),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    connection = HTTPConnection(urlsplit(sandbox.base_url).netloc, timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in given.items():
            if value is not None:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, dict(answer.headers), json.loads(content) if content else None
    finally:
        connection.close()


def exists(sandbox: SandboxControl, number: str) -> bool:
    return sandbox.exchange("GET", f"/_sandbox/orders/{number}")[0] == 200


def test_every_2xx_is_signed_by_the_platform_the_empty_204_too(sandbox: SandboxControl) -> None:
    prepaid = send(sandbox, order_of(sandbox, "SIGNED-1"))
    body = json.dumps({"mchid": sandbox.merchant["mchid"]})
    closed = send(sandbox, body, path="/v3/pay/transactions/out-trade-no/SIGNED-1/close")

    for status, headers, answered in (prepaid, closed):
        text = json.dumps(answered, separators=(",", ":"), ensure_ascii=False) if answered else ""
        assert status == (200 if answered else 204)
        assert headers["Wechatpay-Serial"] == sandbox.merchant["public_key_id"]
        assert headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048"
        assert headers["Request-ID"].rpartition("-")[2].isdecimal()
        assert rsa_verify(
            headers["Wechatpay-Timestamp"],
            headers["Wechatpay-Nonce"],
            text,
            headers["Wechatpay-Signature"],
            load_public_key(sandbox.merchant["public_key"]),
        )


def test_the_pairs_of_the_header_may_come_in_any_order(sandbox: SandboxControl) -> None:
    body = order_of(sandbox, "ORDER-OF-PAIRS")
    scheme, _, pairs = authorize(sandbox, body).partition(" ")
    turned = f"{scheme} {','.join(reversed(pairs.split(',')))}"

    assert send(sandbox, body, Authorization=turned)[0] == 200


def test_a_changed_body_path_or_method_breaks_the_signature(sandbox: SandboxControl) -> None:
    body = order_of(sandbox, "TAMPERED-1")
    honest = authorize(sandbox, body)

    for changed in (
        {"body": body.replace('"total": 1', '"total": 2')},
        {"body": body + " "},
        {"body": body, "path": PATH + "?a=1"},
        {"body": body, "path": "/v3/pay/transactions/app"},
    ):
        status, headers, answer = send(sandbox, **changed, Authorization=honest)
        assert (status, answer["code"]) == (401, "SIGN_ERROR")
        assert answer["detail"]["issue"] == "sign not match"
        assert "Wechatpay-Signature" not in headers
    assert not exists(sandbox, "TAMPERED-1")


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer abc",
        'WECHATPAY2-SHA256-RSA2048 mchid="1"',
        'WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="{long}",timestamp="{now}",'
        'serial_no="{serial}",signature="AA=="',
        'WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="n",timestamp="soon",'
        'serial_no="{serial}",signature="AA=="',
        'WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="n",timestamp="{now}",'
        'serial_no="{serial}",signature="not base64!"',
        'WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="n",timestamp="{now}",'
        'serial_no="ABCDEF",signature="AA=="',
    ],
)
def test_a_malformed_authorization_is_a_sign_error(
    sandbox: SandboxControl, authorization: str | None
) -> None:
    header = authorization and authorization.format(
        mchid=sandbox.merchant["mchid"],
        serial=sandbox.merchant["serial_no"],
        now=int(time.time()),
        long="n" * 33,
    )

    status, _, answer = send(sandbox, order_of(sandbox, "MALFORMED"), Authorization=header)

    assert (status, answer["code"]) == (401, "SIGN_ERROR")
    assert not exists(sandbox, "MALFORMED")


@pytest.mark.parametrize(
    ("off_by", "status"),
    [
        (-TIMESTAMP_TOLERANCE - 5, 401),
        (-TIMESTAMP_TOLERANCE + 5, 200),
        (TIMESTAMP_TOLERANCE - 5, 200),
        (TIMESTAMP_TOLERANCE + 5, 401),
    ],
)
def test_a_timestamp_may_be_fifteen_minutes_off(
    sandbox: SandboxControl, monkeypatch: pytest.MonkeyPatch, off_by: int, status: int
) -> None:
    body = order_of(sandbox, f"CLOCK-{off_by}")
    moment = time.time() + off_by
    monkeypatch.setattr("wechatpayv3.utils.time.time", lambda: moment)
    header = authorize(sandbox, body)
    monkeypatch.undo()

    assert send(sandbox, body, Authorization=header)[0] == status


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": None},
        {"User_Agent": None},
        {"Content_Type": "text/plain"},
        {"Wechatpay_Serial": "PUB_KEY_ID_0000000000000000000000000000"},
    ],
)
def test_the_other_headers_are_needed_too(sandbox: SandboxControl, headers: dict[str, Any]) -> None:
    status, _, answer = send(sandbox, order_of(sandbox, "HEADERS-1"), **headers)

    assert (status, answer["code"], answer["detail"]["location"]) == (400, "PARAM_ERROR", "header")
    assert not exists(sandbox, "HEADERS-1")


def test_the_sdk_does_not_believe_another_platform(
    sandbox: SandboxControl, receiver: Receiver, merchant: WeChatPay
) -> None:
    import cryptography.hazmat.primitives.asymmetric.rsa as rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    mistaken = sdk(sandbox, receiver.url, public_key=pem)

    with pytest.raises(Exception, match="failed to verify the signature"):
        mistaken.pay("茶", "MISTAKEN-1", {"total": 1})


def test_a_merchant_in_public_key_mode_has_no_certificates(merchant: WeChatPay) -> None:
    status, body = read(merchant._core.request("/v3/certificates"))

    assert (status, body["code"]) == (404, "RESOURCE_NOT_EXISTS")
