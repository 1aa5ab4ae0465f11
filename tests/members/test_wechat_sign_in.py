"""Signing in by a code from WeChat, and everything that is refused."""

import logging
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import requests

from core.clock import real_now
from members import selectors
from members.channels import wechat_platform
from members.channels.wechat_platform import WechatApp
from members.errors import WechatUnavailable
from members.models import AccessToken, Member, WechatIdentity
from members.rules import SIGN_IN_TRIES_PER_ADDRESS
from members.services import disable_member, sign_in_with_wechat
from tests.members.factories import JsonClient, MemberFactory
from tests.members.test_laws import broken
from tests.members.wechat import LINKS, PHONE, SIGN_IN, code_for, refusal, sign_in
from tests.races import race

pytestmark = pytest.mark.django_db

AUTHORIZE = f"{SIGN_IN}/authorize"
ADDRESS = "203.0.113.9"


def test_somebody_new_becomes_a_member_without_a_phone(platform):
    answer = sign_in(platform)

    assert answer.status_code == 200
    member = Member.objects.get()
    assert answer.data["member"]["phone"] is None
    client = JsonClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.data['token']}")
    assert client.get("/api/v1/me").data["id"] == str(member.public_id)
    assert client.get("/api/v1/me/wallet").data["balance"]["amount"] == 0
    assert [dict(row) for row in client.get(LINKS).data] == [
        {"app": "mini", "linked_at": client.get(LINKS).data[0]["linked_at"]}
    ]
    assert broken() == []


def test_who_is_known_comes_back_as_the_same_member(platform):
    first, again = sign_in(platform), sign_in(platform)
    other = sign_in(platform, "李强")

    assert first.data["member"]["id"] == again.data["member"]["id"] != other.data["member"]["id"]
    assert Member.objects.count() == WechatIdentity.objects.count() == 2


def test_the_official_account_knows_the_same_person_by_the_unionid(platform):
    mini, official = sign_in(platform), sign_in(platform, app="official")

    assert mini.data["member"]["id"] == official.data["member"]["id"]
    member = Member.objects.get()
    for app in WechatApp:
        expected = platform.wechat_code(app, "王芳")["openid"]
        app_id = wechat_platform.app_id_of(app)
        assert selectors.openid_of(member_id=member.pk, app_id=app_id) == expected


def test_what_only_the_server_may_know_is_neither_told_nor_stored(platform):
    answer = sign_in(platform)

    assert "session_key" not in answer.content.decode()
    columns = {field.name for field in WechatIdentity._meta.fields}
    assert columns == {"id", "member", "app_id", "openid", "unionid", "linked_at"}


def test_a_proven_phone_links_its_member(platform):
    member = MemberFactory(phone=PHONE)

    answer = sign_in(platform, phone=PHONE, phone_code=code_for())
    again = sign_in(platform)

    assert answer.data["member"]["id"] == again.data["member"]["id"] == str(member.public_id)
    assert Member.objects.count() == 1


def test_a_proven_phone_that_is_new_opens_the_member_with_it(platform):
    answer = sign_in(platform, phone=PHONE, phone_code=code_for())

    assert answer.data["member"]["phone"] == PHONE


def test_a_phone_with_a_wrong_code_proves_nothing_and_leaves_wechats_code(platform):
    MemberFactory(phone=PHONE)
    right = code_for()
    code = platform.wechat_code("mini", "王芳")["code"]
    asked = {"app": "mini", "code": code, "phone": PHONE}

    refused = JsonClient().post(SIGN_IN, asked | {"phone_code": f"{(int(right) + 1) % 10**6:06d}"})

    assert refusal(refused) == (403, "auth.code_refused")
    assert not WechatIdentity.objects.exists()
    assert not AccessToken.objects.exists()
    assert JsonClient().post(SIGN_IN, asked | {"phone_code": right}).status_code == 200


def test_a_disabled_member_does_not_come_in_by_wechat(platform):
    sign_in(platform)
    disable_member(member_id=Member.objects.get().pk, at=real_now())

    refused = sign_in(platform)

    assert refusal(refused) == (403, "auth.member_disabled")
    assert not AccessToken.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, ["app", "code"]),
        ({"app": "tv", "code": "a"}, ["app"]),
        ({"app": "mini", "code": "a&secret=b"}, ["code"]),
        ({"app": "mini", "code": "a" * 129}, ["code"]),
        ({"app": "mini", "code": "a", "phone": PHONE}, ["phone_code"]),
        ({"app": "mini", "code": "a", "phone_code": "123456"}, ["phone"]),
        ({"app": "mini", "code": "a", "phone": "1", "phone_code": "x"}, ["phone", "phone_code"]),
    ],
    ids=str,
)
def test_a_malformed_request_names_its_fields_and_asks_nobody(given, fields):
    answer = JsonClient().post(SIGN_IN, given)

    assert refusal(answer) == (400, "request.invalid")
    assert sorted(error["field"] for error in answer.json()["errors"]) == fields


def test_a_code_is_good_once_and_for_its_own_app(platform):
    code = platform.wechat_code("mini", "王芳")["code"]
    asked = {"app": "mini", "code": code}
    assert JsonClient().post(SIGN_IN, asked).status_code == 200

    for refused in (asked, asked | {"code": "unknown"}, asked | {"app": "official"}):
        answer = JsonClient().post(SIGN_IN, refused)
        assert refusal(answer) == (403, "auth.wechat_code_refused")
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("errcode", "refused"),
    [
        ("-1", (503, "auth.wechat_unavailable")),
        ("45011", (503, "auth.wechat_unavailable")),
        ("40226", (403, "auth.wechat_user_blocked")),
    ],
)
def test_what_wechat_refuses_has_its_own_error(platform, errcode, refused):
    platform.fault("wechat_error", errcode=errcode, times=1)

    answer = sign_in(platform)

    assert refusal(answer) == refused
    assert answer.headers.get("Retry-After") == ("3" if refused[0] == 503 else None)
    assert not Member.objects.exists()


def test_without_its_id_or_with_a_wrong_secret_an_app_is_not_set_up(platform, settings):
    app_id = settings.WECHAT_APPS["mini"][0]
    for apps in (("", ""), (app_id, ""), (app_id, "wrong"), ("wx0", "wrong")):
        settings.WECHAT_APPS = settings.WECHAT_APPS | {"mini": apps}

        assert refusal(sign_in(platform)) == (503, "auth.wechat_not_set_up")
    assert not Member.objects.exists()


def test_silence_is_unavailable_and_logs_no_secret(platform, settings, caplog):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.WECHAT_BASE_URL = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with caplog.at_level(logging.DEBUG):
            answer = sign_in(platform)

    assert refusal(answer) == (503, "auth.wechat_unavailable")
    assert "does not answer: ConnectionError" in caplog.text
    assert settings.WECHAT_APPS["mini"][1] not in caplog.text


def test_no_secret_is_logged_when_all_is_well(platform, settings, caplog):
    with caplog.at_level(logging.DEBUG):
        assert sign_in(platform).status_code == 200

    ours = [record for record in caplog.records if not record.name.startswith("sandbox")]
    assert not any(settings.WECHAT_APPS["mini"][1] in record.getMessage() for record in ours)


@pytest.mark.parametrize("answer", [b"[]", b"<html>", b"{}", b'{"openid":7}', b'{"openid":""}'])
def test_an_answer_that_tells_nobody_is_unavailable(platform, settings, answer):
    with _answering(answer) as url:
        settings.WECHAT_BASE_URL = url

        with pytest.raises(WechatUnavailable):
            wechat_platform.identify(WechatApp.MINI, "a")


def test_tries_from_one_address_are_limited(platform, monkeypatch):
    monkeypatch.setattr(type(SIGN_IN_TRIES_PER_ADDRESS), "value", 1)

    assert sign_in(platform).status_code == 200
    assert refusal(sign_in(platform)) == (429, "limit.exceeded")


@pytest.mark.django_db(transaction=True)
def test_somebody_new_in_two_apps_at_once_becomes_one_member(platform):
    codes = [(app.value, platform.wechat_code(app, "王芳")["code"]) for app in WechatApp]

    def sign_in_by(app: str, code: str) -> None:
        sign_in_with_wechat(app=app, code=code, client_address=ADDRESS, at=real_now())

    race([lambda each=each: sign_in_by(*each) for each in codes])

    assert (Member.objects.count(), WechatIdentity.objects.count()) == (1, 2)
    assert broken() == []


# --- web authorisation --------------------------------------------------------------------


def test_a_page_inside_wechat_is_sent_there_and_comes_back_with_a_code(platform, settings):
    back = f"{settings.PUBLIC_BASE_URL}/shop/"
    answer = JsonClient().get(AUTHORIZE, {"redirect_uri": back})

    led = requests.post(
        answer.data["url"], {"person": "王芳"}, timeout=5, allow_redirects=False
    ).headers["Location"]
    assert led.startswith(f"{back}?code=")
    code, state = led.partition("?code=")[2].split("&state=")
    assert state == answer.data["state"]
    signed = JsonClient().post(SIGN_IN, {"app": "official", "code": code})
    assert signed.status_code == 200
    assert answer.data["url"].endswith("#wechat_redirect")


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example.com/shop/", "http://127.0.0.1.example.com/shop/"]
)
def test_wechat_leads_back_to_this_shop_only(platform, address):
    answer = JsonClient().get(AUTHORIZE, {"redirect_uri": address})

    assert refusal(answer) == (400, "auth.redirect_elsewhere")
    assert JsonClient().get(AUTHORIZE).status_code == 400


def _answering(body: bytes):
    """A platform that answers every call with these bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what they saw."""

    @contextmanager
    def serving():
        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()

    return serving()
