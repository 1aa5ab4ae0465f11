"""A merchant with the real SDK, and the receiver of his notifications."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any

import pytest
from wechatpayv3 import WeChatPay, WeChatPayType

from sandbox.server import Sandbox
from tests.fixtures.sandbox import (  # noqa: F401
    PATIENCE,
    SandboxControl,
    control,
    sandbox,
    sandbox_process,
)

numbers = itertools.count(1)


@dataclass
class Received:
    """One notification as it arrived."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """The merchant's notify_url; ``answers`` are the statuses to give, then 204 for ever."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    arrived: Condition = field(default_factory=Condition)

    def wait_for(self, count: int) -> list[Received]:
        """What has arrived, as soon as it is ``count``; fails when patience is over."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= count, PATIENCE)
            return list(self.received)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    received = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with received.arrived:
                received.received.append(Received(dict(self.headers), body))
                status = received.answers.pop(0) if received.answers else 204
                received.arrived.notify_all()
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what they saw."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    received.url = f"http://127.0.0.1:{server.server_port}/notify"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield received
    server.shutdown()
    thread.join()
    server.server_close()


def sdk(control: SandboxControl, notify_url: str, **changed: Any) -> WeChatPay:
    merchant = control.merchant
    client = WeChatPay(
        **{
            "wechatpay_type": WeChatPayType.NATIVE,
            "mchid": merchant["mchid"],
            "private_key": merchant["private_key"],
            "cert_serial_no": merchant["serial_no"],
            "apiv3_key": merchant["apiv3_key"],
            "appid": merchant["appid"],
            "notify_url": notify_url,
            "public_key": merchant["public_key"],
            "public_key_id": merchant["public_key_id"],
            "timeout": PATIENCE,
            **changed,
        }
    )
    client._core._gate_way = control.base_url
    return client


@pytest.fixture(scope="session")
def _client(sandbox_process: Sandbox) -> WeChatPay:  # noqa: F811
    """One for all: reading a private key takes longer than most tests."""
    return sdk(control(sandbox_process), "")


@pytest.fixture
def merchant(_client: WeChatPay, sandbox: SandboxControl, receiver: Receiver) -> WeChatPay:  # noqa: F811
    """The real SDK in public-key mode, pointed at the sandbox."""
    _client._notify_url = receiver.url
    return _client


@pytest.fixture
def trade(merchant: WeChatPay) -> Callable[..., str]:
    """``trade(total=100)`` takes an order for payment and returns its out_trade_no."""

    def prepay(total: int = 100, **changed: Any) -> str:
        number = f"T{next(numbers):09}"
        status, body = merchant.pay(
            **{
                "description": "西湖龙井 100g",
                "out_trade_no": number,
                "amount": {"total": total, "currency": "CNY"},
                **changed,
            }
        )
        assert status == 200, body
        return number

    return prepay


@pytest.fixture
def paid(sandbox: SandboxControl, trade: Callable[..., str]) -> Callable[..., str]:  # noqa: F811
    """``paid(total=100)`` is the number of a trade that was paid and acknowledged."""

    def pay(total: int = 100, **changed: Any) -> str:
        number = trade(total, **changed)
        sandbox.pay(number)
        sandbox.until(number, acknowledged)
        return number

    return pay


def acknowledged(shown: dict[str, Any]) -> bool:
    return all(told["acknowledged_at"] for told in shown["notifications"])


def read(answer: tuple[int, Any]) -> tuple[int, Any]:
    """Status and JSON of an SDK's answer; of 204, the empty body."""
    status, body = answer
    return status, json.loads(body) if body else body
