"""Kuaidi100 as the sandbox plays it, spoken to by hand: nothing here knows the shop."""

import hashlib
import itertools
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests

from sandbox.kuaidi100.account import CUSTOMER, KEY
from tests.fixtures.courier import CourierControl
from tests.fixtures.sandbox import SandboxControl
from tests.sandbox.conftest import Receiver

numbers = itertools.count(1)
SALT = "pepper"


@pytest.fixture
def courier(sandbox: SandboxControl) -> CourierControl:
    return CourierControl(sandbox)


@pytest.fixture
def number() -> str:
    return f"YT88{next(numbers):011}"


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def subscribe(sandbox: SandboxControl, number: str, url: str, **changed: Any) -> str:
    """The code of the answer."""
    options = {"callbackurl": url, "salt": SALT, "resultv2": "4", **changed.pop("options", {})}
    asked = {"company": "yuantong", "number": number, "key": KEY, **changed, "parameters": options}
    form = {"schema": "json", "param": json.dumps(asked)}
    answer = requests.post(f"{sandbox.base_url}/poll", form, timeout=5).json()
    assert answer["result"] is (answer["returnCode"] == "200")
    return str(answer["returnCode"])


def query(sandbox: SandboxControl, number: str, sign: str | None = None, **changed: Any) -> Any:
    param = json.dumps({"com": "yuantong", "num": number, "resultv2": "4", **changed})
    form = {"customer": CUSTOMER, "sign": sign or md5(param + KEY + CUSTOMER), "param": param}
    return requests.post(f"{sandbox.base_url}/poll/query.do", form, timeout=5).json()


def taken(receiver: Receiver, count: int) -> list[dict[str, Any]]:
    """The pushes that arrived, each verified as a shop must."""
    pushes = []
    for received in receiver.wait_for(count):
        form = {name: values[0] for name, values in parse_qs(received.body.decode()).items()}
        assert form["sign"] == md5(form["param"] + SALT)
        pushes.append(json.loads(form["param"]))
    return pushes


def test_each_scan_is_pushed_with_the_whole_trail_newest_first(sandbox, courier, receiver, number):
    assert subscribe(sandbox, number, receiver.url) == "200"

    courier.scan(number, "collected")
    first, *_ = taken(receiver, 1)
    assert (first["status"], first["lastResult"]["nu"]) == ("polling", number)
    assert [scan["statusCode"] for scan in first["lastResult"]["data"]] == ["103"]

    courier.scan(number, "in_transit", "out_for_delivery")
    whole = max(taken(receiver, 3), key=lambda push: len(push["lastResult"]["data"]))
    assert [scan["statusCode"] for scan in whole["lastResult"]["data"]] == ["5", "1002", "103"]
    assert whole["lastResult"]["state"] == "5"


def test_a_push_that_is_not_taken_comes_again(sandbox, courier, receiver, number):
    subscribe(sandbox, number, receiver.url)
    courier.scan(number, "collected")

    first, again = taken(receiver, 2)  # 204 without the words it expects

    assert first == again


def test_delivery_ends_the_subscription(sandbox, courier, receiver, number):
    subscribe(sandbox, number, receiver.url)

    ended = courier.play(number, "normal")

    assert ended["status"] == "shutdown"
    assert subscribe(sandbox, number, receiver.url) == "700"  # not before half an hour
    sandbox.shift_clock(31 * 60)
    assert subscribe(sandbox, number, receiver.url) == "200"


def test_giving_up_and_correcting_are_told(sandbox, courier, receiver, number):
    subscribe(sandbox, number, receiver.url)
    sandbox.fault("notify_drop", target=number)  # but for what is sent by hand
    courier.abort(number)
    courier.notify(number)
    courier.correct(number, "zhongtong")
    courier.notify(number)

    told = [
        [push[name] for name in ("status", "autoCheck", "comOld", "comNew")]
        for push in taken(receiver, 2)
    ]
    assert told == [["abort", "0", "", ""], ["abort", "1", "yuantong", "zhongtong"]]
    assert courier.parcel(number)["company"] == "zhongtong"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"key": "wrong"}, "600"),
        ({"company": ""}, "700"),
        ({"company": "pigeonpost"}, "701"),
        ({"number": "12345"}, "700"),
        ({"number": "1" * 33}, "700"),
        ({"company": "shunfeng"}, "700"),
        ({"options": {"salt": "s" * 33}}, "700"),
        ({"options": {"callbackurl": "ftp://127.0.0.1/"}}, "700"),
        ({"options": {"callbackurl": "http://example.com/"}}, "700"),
    ],
)
def test_what_cannot_be_subscribed_to_is_refused(sandbox, receiver, number, changed, code):
    asked = {"number": number, **changed}

    assert subscribe(sandbox, asked.pop("number"), receiver.url, **asked) == code


def test_the_same_again_is_a_duplicate(sandbox, receiver, number):
    subscribe(sandbox, number, receiver.url)

    assert subscribe(sandbox, number, receiver.url) == "501"


def test_a_query_shows_the_trail_to_who_signs_rightly(sandbox, courier, number):
    courier.announce(number, "yuantong")
    assert query(sandbox, number)["returnCode"] == "500"

    courier.scan(number, "collected", "problem")

    found = query(sandbox, number)
    assert (found["message"], found["state"]) == ("ok", "2")
    assert [scan["status"] for scan in found["data"]] == ["疑难", "揽收"]
    assert query(sandbox, number, sign="0" * 32)["returnCode"] == "503"
    assert query(sandbox, number, com="yunda")["returnCode"] == "500"
    assert query(sandbox, number, com="shunfeng")["returnCode"] == "408"
    assert query(sandbox, number, num="1")["returnCode"] == "400"


def test_a_number_is_recognised_by_its_look(sandbox):
    url = f"{sandbox.base_url}/autonumber/auto"

    found = requests.get(url, {"num": "YT1234567890123", "key": KEY}, timeout=5).json()
    assert [each["comCode"] for each in found] == ["yuantong"]
    assert requests.get(url, {"num": "?", "key": KEY}, timeout=5).json() == []
    assert requests.get(url, {"num": "YT1234567890123"}, timeout=5).json()["result"] is False


@pytest.mark.parametrize("kind", ["notify_forge", "notify_corrupt", "notify_unsigned"])
def test_spoilt_pushes_do_not_carry_the_right_signature(sandbox, courier, receiver, number, kind):
    subscribe(sandbox, number, receiver.url)
    sandbox.fault("notify_drop", target=number)
    courier.scan(number, "collected")

    courier.notify(number, fault={"kind": kind})

    (sent,) = receiver.wait_for(1)
    form = {name: values[0] for name, values in parse_qs(sent.body.decode()).items()}
    assert form.get("sign") != md5(form["param"] + SALT)


def test_the_desk_moves_a_parcel_on(sandbox, courier, receiver, number):
    subscribe(sandbox, number, receiver.url)
    desk = f"{sandbox.base_url}/courier?lang=en"
    assert number in requests.get(desk, timeout=5).text

    requests.post(desk, {"number": number, "step": "collected"}, timeout=5)
    requests.post(desk, {"number": number, "script": "refused"}, timeout=5)
    requests.post(desk, {"number": number, "abort": "1"}, timeout=5)
    requests.post(desk, {"number": "nobody's", "step": "collected"}, timeout=5)

    parcel = courier.parcel(number)
    assert parcel["scans"] == [
        *("collected", "collected", "in_transit", "out_for_delivery", "refused"),
    ]
    assert parcel["status"] == "abort"
    assert "拒收" in requests.get(desk.replace("=en", "=zh"), timeout=5).text


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("scan", {"number": "NOBODY-1", "step": "collected"}, 404),
        ("scan", {"number": "NOBODY-1", "step": "dance"}, 400),
        ("play", {"number": "NOBODY-1", "script": "opera"}, 400),
        ("announce", {"number": "NOBODY-1", "company": "pigeonpost"}, 400),
        ("notify", {"number": "NOBODY-1"}, 404),
        ("notify", {"number": "NOBODY-1", "fault": {"kind": "hang"}}, 400),
        ("abort", {}, 400),
    ],
)
def test_control_requests_that_make_no_sense_are_refused(sandbox, path, asked, status):
    assert sandbox.exchange("POST", f"/_sandbox/kuaidi100/{path}", asked)[0] == status
