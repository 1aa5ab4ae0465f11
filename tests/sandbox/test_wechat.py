"""The WeChat platform: codes redeemed once, openids that stay, errcodes as WeChat's."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from sandbox.server import Sandbox
from tests.fixtures.sandbox import SandboxControl, wechat_apps

CALLBACK = "http://127.0.0.1:9/shop/?page=me"


@pytest.fixture
def apps(sandbox_process: Sandbox) -> dict[str, dict[str, str]]:
    return wechat_apps(sandbox_process)


def mint(sandbox: SandboxControl, app: str = "mini", person: str = "王芳") -> dict[str, str]:
    minted: dict[str, str] = sandbox.wechat_code(app, person)
    return minted


def log_in(sandbox: SandboxControl, app: dict[str, str], code: str, **changed: str):
    asked = {
        "appid": app["app_id"],
        "secret": app["secret"],
        "js_code": code,
        "grant_type": "authorization_code",
    }
    return get(sandbox, "/sns/jscode2session", **asked | changed)


def get(sandbox: SandboxControl, path: str, **query: str):
    answer = requests.get(sandbox.base_url + path, query, timeout=5)
    assert answer.status_code == 200
    return answer.json()


def test_a_code_tells_who_it_is_once(sandbox, apps):
    minted = mint(sandbox)

    session = log_in(sandbox, apps["mini"], minted["code"])
    again = log_in(sandbox, apps["mini"], minted["code"])

    assert set(session) == {"openid", "unionid", "session_key"}
    assert session["openid"] == minted["openid"]
    assert again["errcode"] == 40163
    assert "rid: " in again["errmsg"]


def test_an_openid_is_for_one_app_and_a_unionid_for_all(sandbox, apps):
    mini = log_in(sandbox, apps["mini"], mint(sandbox)["code"])
    once_more = log_in(sandbox, apps["mini"], mint(sandbox)["code"])
    other = log_in(sandbox, apps["mini"], mint(sandbox, person="李强")["code"])
    official = exchange(sandbox, apps["official"], mint(sandbox, "official")["code"])

    assert mini["openid"] == once_more["openid"] != other["openid"]
    assert official["openid"] != mini["openid"]
    assert official["unionid"] == mini["unionid"] != other["unionid"]
    assert official["scope"] == "snsapi_base"


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"js_code": "never minted"}, 40029),
        ({"js_code": ""}, 41008),
        ({"appid": "wx0"}, 40013),
        ({"appid": ""}, 41002),
        ({"secret": "wrong"}, 40125),
        ({"secret": ""}, 41004),
        ({"grant_type": "x"}, 40002),
    ],
    ids=str,
)
def test_what_is_wrong_has_its_errcode_and_uses_no_code_up(sandbox, apps, changed, errcode):
    code = mint(sandbox)["code"]

    assert log_in(sandbox, apps["mini"], code, **changed)["errcode"] == errcode
    assert "openid" in log_in(sandbox, apps["mini"], code)


def test_a_code_lives_five_minutes_and_belongs_to_its_app(sandbox, apps):
    old, of_another_app = mint(sandbox)["code"], mint(sandbox, "official")["code"]
    sandbox.shift_clock(301)

    assert log_in(sandbox, apps["mini"], old)["errcode"] == 40029
    assert log_in(sandbox, apps["mini"], of_another_app)["errcode"] == 40029


def test_the_platform_is_busy_or_blocks_somebody_when_told_to(sandbox, apps):
    sandbox.fault("wechat_error", target="李强", errcode="40226", times=1)
    code = mint(sandbox, person="李强")["code"]

    assert "openid" in log_in(sandbox, apps["mini"], mint(sandbox)["code"])
    assert log_in(sandbox, apps["mini"], code)["errcode"] == 40226
    assert "openid" in log_in(sandbox, apps["mini"], code)


def test_a_plain_token_is_new_each_time_and_a_stable_one_stays(sandbox, apps):
    app = apps["mini"]
    asked = {"grant_type": "client_credential", "appid": app["app_id"], "secret": app["secret"]}
    plain = [get(sandbox, "/cgi-bin/token", **asked) for _twice in range(2)]
    url = f"{sandbox.base_url}/cgi-bin/stable_token"
    stable = [requests.post(url, json=asked, timeout=5).json() for _twice in range(2)]
    forced = requests.post(url, json=asked | {"force_refresh": True}, timeout=5).json()

    assert plain[0]["access_token"] != plain[1]["access_token"]
    assert plain[0]["expires_in"] == 7200
    assert stable[0]["access_token"] == stable[1]["access_token"] != forced["access_token"]
    assert get(sandbox, "/cgi-bin/stable_token", **asked)["errcode"] == 43002
    assert requests.post(url, b"[", timeout=5).json()["errcode"] == 47001
    assert requests.post(url, timeout=5).json()["errcode"] == 44002


# --- web authorisation --------------------------------------------------------------------


def authorize(sandbox: SandboxControl, app: dict[str, str], **changed: str) -> str:
    asked = {
        "appid": app["app_id"],
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "s1",
    }
    return f"{sandbox.base_url}/connect/oauth2/authorize?{urlencode(asked | changed)}"


def exchange(sandbox: SandboxControl, app: dict[str, str], code: str):
    return get(
        sandbox,
        "/sns/oauth2/access_token",
        appid=app["app_id"],
        secret=app["secret"],
        code=code,
        grant_type="authorization_code",
    )


def test_who_authorises_is_led_back_with_a_code(sandbox, apps):
    url = authorize(sandbox, apps["official"])
    assert "王芳" in requests.get(url, timeout=5).text

    answer = requests.post(url, {"person": "王芳"}, timeout=5, allow_redirects=False)

    back = urlsplit(answer.headers["Location"])
    led = parse_qs(back.query)
    assert (back.netloc, back.path) == ("127.0.0.1:9", "/shop/")
    assert (led["state"], led["page"]) == (["s1"], ["me"])
    assert exchange(sandbox, apps["official"], led["code"][0])["openid"]


@pytest.mark.parametrize(
    "changed",
    [
        {"appid": "wx0"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "https://elsewhere.example.com/"},
        {"response_type": "token"},
        {"scope": "everything"},
    ],
    ids=str,
)
def test_a_wrong_address_leads_nowhere(sandbox, apps, changed):
    url = authorize(sandbox, apps["official"], **changed)

    shown = requests.get(url, timeout=5)
    answer = requests.post(url, {"person": "王芳"}, timeout=5, allow_redirects=False)

    assert (shown.status_code, answer.status_code) == (400, 400)
    assert "王芳" not in shown.text
