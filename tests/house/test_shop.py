"""``up``: the whole shop, from nothing to an answer and back to nothing."""

import http.client
import json
import signal
from pathlib import Path

from config.house.environment import sandbox_apps
from sandbox.wechat.keys import ensure_apps
from sandbox.wechatpay.keys import ensure_keys
from tests.house.running import House


def status_of(house: House, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", int(house.settings["WEB_PORT"]))
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_comes_up_serves_and_stops_without_a_trace(house: House):
    shop = house.start("up")
    shop.wait_for("Ctrl-C stops everything.")
    assert status_of(house, "/readyz") == 200
    assert f"http://127.0.0.1:{house.settings['WEB_PORT']}/admin/" in shop.output

    assert shop.stop(signal.SIGINT) == 0
    assert shop.output.splitlines()[-1] == "Stopped; the data stay."
    assert house.processes() == []


def test_a_step_that_fails_is_shown_and_a_bad_setting_said_in_one_line(
    house: House, elsewhere: dict[str, str]
):
    shop = house.start("up", LOG_LEVEL="LOUD", **elsewhere)

    assert shop.end() == 1
    assert shop.output.splitlines()[-2:] == [
        "migrate ended by itself (exit code 1).",
        "migrate  | LOG_LEVEL cannot be used: 'LOUD' is not one of "
        "DEBUG, INFO, WARNING, ERROR, CRITICAL.",
    ]


def test_the_shop_is_told_what_the_sandbox_calls_its_wechat_apps(tmp_path: Path):
    ensure_keys(tmp_path)
    ensure_apps(tmp_path)

    told = sandbox_apps(tmp_path)

    bound = json.loads((tmp_path / "merchant.json").read_text())
    assert (told["WECHAT_MINI_APP_ID"], told["WECHAT_OFFICIAL_APP_ID"]) == (
        bound["mini_appid"],
        bound["appid"],
    )
    assert len(told["WECHAT_MINI_APP_SECRET"]) == len(told["WECHAT_OFFICIAL_APP_SECRET"]) == 32
    assert len(told) == 4
