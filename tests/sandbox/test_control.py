"""The control API and the fault panel: what they take, and what they refuse."""

from collections.abc import Callable

import pytest
import requests

from sandbox.wechatpay.faults import KINDS
from tests.fixtures.sandbox import PATIENCE, SandboxControl

Trade = Callable[..., str]


def test_faults_are_listed_counted_down_and_lifted(sandbox: SandboxControl, trade: Trade) -> None:
    number = trade(100)
    everywhere = sandbox.fault("notify_delay", seconds=5)
    sandbox.fault("notify_drop", target=number, times=2)
    listed = sandbox.call("GET", "/_sandbox/faults")["faults"]
    assert [(f["kind"], f["target"], f["times"]) for f in listed] == [
        ("notify_delay", None, None),
        ("notify_drop", number, 2),
    ]

    sandbox.call("DELETE", f"/_sandbox/faults/{everywhere}")
    assert len(sandbox.call("GET", "/_sandbox/faults")["faults"]) == 1
    assert sandbox.exchange("DELETE", "/_sandbox/faults/987654")[0] == 404


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"kind": "no_such_fault"},
        {"kind": "hang", "minutes": 1},
        {"kind": "hang", "seconds": "long"},
        {"kind": "hang", "seconds": -1},
        {"kind": "hang", "operation": "dance"},
        {"kind": "hang", "times": 0},
        {"kind": "hang", "times": "twice"},
        {"kind": "system_error", "status": 200},
        {"kind": "notify_duplicate", "copies": 100000},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(
    sandbox: SandboxControl, asked: dict[str, object]
) -> None:
    status, answer = sandbox.exchange("POST", "/_sandbox/faults", asked)

    assert status == 400
    assert answer["error"]
    assert sandbox.call("GET", "/_sandbox/faults")["faults"] == []


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/_sandbox/pay", {}, 400),
        ("/_sandbox/pay", [], 400),
        ("/_sandbox/pay", {"out_trade_no": 7}, 400),
        ("/_sandbox/pay", {"out_trade_no": "NOBODYS-1"}, 409),
        ("/_sandbox/notify", {}, 400),
        ("/_sandbox/notify", {"out_trade_no": "NOBODYS-1"}, 404),
        ("/_sandbox/notify", {"out_trade_no": "NOBODYS-1", "times": 100000}, 400),
        ("/_sandbox/notify", {"out_trade_no": "NOBODYS-1", "fault": {"kind": "hang"}}, 400),
        ("/_sandbox/settle", {"out_refund_no": "NOBODYS-1"}, 404),
        ("/_sandbox/settle", {"out_refund_no": "NOBODYS-1", "status": "MAYBE"}, 400),
        ("/_sandbox/clock", {"shift": -1}, 400),
        ("/_sandbox/nowhere", {}, 404),
    ],
)
def test_control_requests_that_make_no_sense_are_refused(
    sandbox: SandboxControl, path: str, asked: object, status: int
) -> None:
    assert sandbox.exchange("POST", path, asked)[0] == status


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_fault_panel_offers_every_fault_and_puts_it_in_force(
    sandbox: SandboxControl, lang: str
) -> None:
    url = f"{sandbox.base_url}/faults?lang={lang}"
    page = requests.get(url, timeout=PATIENCE).text
    assert all(kind in page for kind in KINDS)

    requests.post(url, {"kind": "hang", "operation": "close", "seconds": "3"}, timeout=PATIENCE)

    [fault] = sandbox.call("GET", "/_sandbox/faults")["faults"]
    assert (fault["kind"], fault["operation"], fault["seconds"]) == ("hang", "close", 3.0)
    refused = requests.post(url, {"kind": "hang", "seconds": "long"}, timeout=PATIENCE)
    assert refused.status_code == 400
    requests.post(url, {"lift": str(fault["id"])}, timeout=PATIENCE)
    assert sandbox.call("GET", "/_sandbox/faults") == {"faults": []}
