"""Signing in over the API: with a code, with a password, and everything that is refused."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from core.clock import real_now
from members.errors import CodeRefused
from members.models import AccessToken, Member, SignInCode
from members.rules import (
    SIGN_IN_CODES_PER_ADDRESS,
    SIGN_IN_CODES_PER_PHONE,
    SIGN_IN_TRIES_PER_ADDRESS,
    SIGN_IN_TRIES_PER_PHONE,
)
from members.services import request_sign_in_code, set_password, sign_in_with_code
from members.services.sign_in_codes import try_code, use_code
from tests.members.factories import JsonClient, MemberFactory, signed_in
from tests.races import race

pytestmark = pytest.mark.django_db
# Where a service's transaction is really rolled back, or threads have connections of their own.
real_transactions = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
PHONE = "13812345678"
CODE, SIGN_IN, PASSWORD = "/api/v1/sign-in/code", "/api/v1/sign-in", "/api/v1/sign-in/password"


def code_for(phone: str = PHONE) -> str:
    response = JsonClient().post(CODE, {"phone": phone})
    assert response.status_code == 202
    return response.data["demo_code"]


def try_to_sign_in(code: str, phone: str = PHONE):
    return JsonClient().post(SIGN_IN, {"phone": phone, "code": code})


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def with_password(password: str, phone: str = PHONE):
    return JsonClient().post(PASSWORD, {"phone": phone, "password": password})


def member_with_password() -> Member:
    member = MemberFactory(phone=PHONE)
    set_password(
        member_id=member.pk, password="correct horse battery", keep_token_id=0, at=real_now()
    )
    return member


# --- codes ----------------------------------------------------------------------------------


def test_the_first_right_code_opens_the_member_and_signs_the_device_in():
    response = try_to_sign_in(code_for())

    assert response.status_code == 200
    member = Member.objects.get()
    assert response.data["member"]["phone"] == PHONE
    assert response.data["member"]["id"] == str(member.public_id)
    client = JsonClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {response.data['token']}")
    assert client.get("/api/v1/me").data["phone"] == PHONE


def test_a_known_phone_signs_its_own_member_in():
    member = MemberFactory(phone=PHONE)
    assert try_to_sign_in(code_for()).data["member"]["id"] == str(member.public_id)
    assert Member.objects.get() == member


def test_a_phone_may_be_written_as_people_write_it():
    code = code_for("+86 138-1234 5678")
    assert try_to_sign_in(code, phone="138 1234 5678").status_code == 200


def test_asking_for_a_code_tells_nothing_about_who_is_a_member():
    MemberFactory(phone=PHONE)
    known, unknown = (JsonClient().post(CODE, {"phone": phone}) for phone in (PHONE, "13900000000"))
    assert known.status_code == unknown.status_code == 202
    assert known.data.keys() == unknown.data.keys() == {"expires_at", "demo_code"}
    assert Member.objects.count() == 1


def test_a_code_works_once():
    code = code_for()
    assert try_to_sign_in(code).status_code == 200
    assert_refused(try_to_sign_in(code), "auth.code_refused", status=403)
    assert AccessToken.objects.count() == 1


def test_a_wrong_code_is_refused_and_opens_nobody():
    assert_refused(try_to_sign_in(another(code_for())), "auth.code_refused", status=403)
    assert_refused(try_to_sign_in("000000", phone="13900000000"), "auth.code_refused", status=403)
    assert not Member.objects.exists()
    assert SignInCode.objects.get().attempts == 1


def test_after_five_wrong_tries_the_right_code_is_worth_nothing():
    code = code_for()
    for _ in range(5):
        assert_refused(try_to_sign_in(another(code)), "auth.code_refused", status=403)
    assert_refused(try_to_sign_in(code), "auth.code_refused", status=403)
    assert SignInCode.objects.get().attempts == 5
    assert not AccessToken.objects.exists()


def test_a_new_code_takes_the_place_of_the_old_one():
    old = code_for()
    while (new := code_for()) == old:
        """One in a million."""
    assert_refused(try_to_sign_in(old), "auth.code_refused", status=403)
    assert try_to_sign_in(new).status_code == 200
    assert SignInCode.objects.count() == 1


def test_a_code_is_good_for_five_minutes():
    at = real_now()
    for later, accepted in ((timedelta(minutes=5), False), (timedelta(seconds=299), True)):
        sent = request_sign_in_code(phone=PHONE, client_address="203.0.113.9", at=at)
        attempt = {"phone": PHONE, "code": sent.demo_code, "client_address": "203.0.113.9"}
        if accepted:
            assert sign_in_with_code(**attempt, at=at + later).member.phone == PHONE
        else:
            with pytest.raises(CodeRefused):
                sign_in_with_code(**attempt, at=at + later)


def test_a_code_is_for_its_phone_only():
    code = code_for()
    while code_for("13900000000") == code:
        """One in a million."""
    assert_refused(try_to_sign_in(code, phone="13900000000"), "auth.code_refused", status=403)
    assert not AccessToken.objects.exists()


def test_neither_code_nor_phone_is_stored_in_the_open_or_logged(caplog):
    caplog.set_level(logging.DEBUG)
    code = code_for()
    token = try_to_sign_in(code).data["token"]
    try_to_sign_in(another(code))

    stored = SignInCode.objects.values().get()
    assert code not in str({name: stored[name] for name in ("code_hash", "attempts")})
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "faker")
    assert code not in said
    assert PHONE not in said
    assert token not in said


@real_transactions
def test_of_ten_devices_with_the_same_code_at_once_one_gets_in():
    code = code_for()
    SIGN_IN_TRIES_PER_PHONE.change(1000)
    statuses = race([lambda: try_to_sign_in(code).status_code] * 10)
    assert sorted(statuses) == [200] + [403] * 9
    assert (Member.objects.count(), AccessToken.objects.count()) == (1, 1)


@real_transactions
def test_of_twenty_guesses_at_once_five_are_looked_at():
    at = real_now()
    code = code_for()
    outcomes = race([lambda: try_code(phone=PHONE, code=code, at=at)] * 20)
    assert outcomes.count(None) == 5
    assert sum(isinstance(outcome, CodeRefused) for outcome in outcomes) == 15
    assert SignInCode.objects.get().attempts == 5


@real_transactions
def test_of_five_who_have_all_shown_the_right_code_one_uses_it():
    at = real_now()
    code = code_for()
    for _ in range(5):
        try_code(phone=PHONE, code=code, at=at)
    outcomes = race([lambda: use_code(phone=PHONE, code=code, at=at)] * 5)
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, CodeRefused) for outcome in outcomes) == 4


def test_without_a_sender_no_code_is_made(settings):
    settings.SIGN_IN_CODE_SENDER = ""
    response = JsonClient().post(CODE, {"phone": PHONE})
    assert_refused(response, "auth.code_not_sent", status=503)
    assert response["Retry-After"] == "60"
    assert not SignInCode.objects.exists()


def test_the_demo_sender_shows_no_code_where_the_shop_is_none(settings):
    settings.DEMO = False
    response = JsonClient().post(CODE, {"phone": PHONE})
    assert_refused(response, "auth.code_not_sent", status=503)
    assert "demo_code" not in response.data


def test_a_production_check_asks_for_a_sender(settings):
    settings.SIGN_IN_CODE_SENDER = ""
    with pytest.raises(SystemCheckError, match=r"members\.E001"):
        call_command("check", "--deploy", "--tag", "security")


@pytest.mark.parametrize(
    "phone",
    ["", "1381234567", "138123456789", "23812345678", "12812345678", "１３８12345678", None],
)
def test_what_is_no_mobile_number_gets_no_code(phone):
    response = JsonClient().post(CODE, {"phone": phone})
    assert_refused(response, "request.invalid")
    assert response.data["errors"][0]["field"] == "phone"
    assert not SignInCode.objects.exists()


@real_transactions
def test_a_disabled_member_does_not_get_in_and_the_code_stays_unused():
    Member.objects.filter(pk=MemberFactory(phone=PHONE).pk).update(is_active=False)
    assert_refused(try_to_sign_in(code_for()), "auth.member_disabled", status=403)
    assert SignInCode.objects.get().used_at is None
    assert not AccessToken.objects.exists()


# --- limits ---------------------------------------------------------------------------------


@pytest.fixture
def hour(time_machine):
    """One that does not end while a test counts."""
    time_machine.move_to(NOON, tick=False)


def test_a_phone_gets_five_codes_an_hour(hour):
    for _ in range(SIGN_IN_CODES_PER_PHONE.default):
        code_for()
    before = SignInCode.objects.get().code_hash

    response = JsonClient().post(CODE, {"phone": PHONE})

    assert_refused(response, "limit.exceeded", status=429)
    assert response["Retry-After"] == "3600"
    assert SignInCode.objects.get().code_hash == before
    code_for("13900000000")


def test_an_address_gets_only_so_many_codes_for_whatever_phones(hour):
    SIGN_IN_CODES_PER_ADDRESS.change(2)
    code_for("13900000001")
    code_for("13900000002")
    response = JsonClient().post(CODE, {"phone": "13900000003"})
    assert_refused(response, "limit.exceeded", status=429)
    elsewhere = JsonClient(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post(CODE, {"phone": "13900000003"}).status_code == 202


def test_who_guesses_passwords_does_not_lock_the_owner_out_of_codes(hour):
    SIGN_IN_TRIES_PER_PHONE.change(3)
    member_with_password()
    for _ in range(3):
        assert_refused(with_password("wrong"), "auth.password_refused", status=403)
    assert_refused(with_password("correct horse battery"), "limit.exceeded", status=429)
    assert try_to_sign_in(code_for()).status_code == 200


def test_an_address_may_try_only_so_often_whatever_the_phone(hour):
    SIGN_IN_TRIES_PER_ADDRESS.change(3)
    for number in range(3):
        assert_refused(
            with_password("Spring2026", f"1390000000{number}"), "auth.password_refused", status=403
        )
    assert_refused(with_password("Spring2026", "13900000009"), "limit.exceeded", status=429)
    assert_refused(try_to_sign_in("123456", "13900000009"), "limit.exceeded", status=429)


# --- passwords ------------------------------------------------------------------------------


def test_a_member_who_has_set_a_password_signs_in_with_it():
    member = member_with_password()
    response = with_password("correct horse battery")
    assert response.status_code == 200
    assert response.data["member"] == {
        "id": str(member.public_id),
        "phone": PHONE,
        "nickname": "",
        "has_password": True,
        "created_at": response.data["member"]["created_at"],
    }


def test_wrong_password_unknown_phone_and_no_password_get_the_same_answer():
    member_with_password()
    MemberFactory(phone="13900000000")
    answers = [
        with_password("wrong"),
        with_password("correct horse battery", "13911111111"),
        with_password("", "13900000000"),
        with_password("!", "13900000000"),
    ]
    said = {
        (a.status_code, a.data["code"], a.data["detail"])
        for a in answers
        if a.data["code"] != "request.invalid"
    }
    assert len(said) == 1
    assert not AccessToken.objects.exists()


@real_transactions
def test_a_disabled_member_is_told_only_with_the_right_password():
    Member.objects.filter(pk=member_with_password().pk).update(is_active=False)
    assert_refused(with_password("wrong"), "auth.password_refused", status=403)
    assert_refused(with_password("correct horse battery"), "auth.member_disabled", status=403)


def test_setting_a_password_signs_the_other_devices_out():
    member = MemberFactory(phone=PHONE)
    this, other = signed_in(member), signed_in(member)

    response = this.put("/api/v1/me/password", {"password": "correct horse battery"})

    assert response.status_code == 204
    assert this.get("/api/v1/me").data["has_password"] is True
    assert_refused(other.get("/api/v1/me"), "auth.token_invalid", status=401)
    assert with_password("correct horse battery").status_code == 200


@real_transactions
@pytest.mark.parametrize("password", ["short", "12345678", "password"])
def test_a_password_that_is_easily_guessed_is_refused(password):
    member = MemberFactory(phone=PHONE)
    response = signed_in(member).put(
        "/api/v1/me/password", {"password": password}, HTTP_ACCEPT_LANGUAGE="en"
    )
    assert_refused(response, "auth.password_too_weak")
    assert response.data["reasons"]
    member.refresh_from_db()
    assert not member.has_password


def test_an_old_hash_is_renewed_when_its_owner_signs_in(settings):
    member = member_with_password()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    assert with_password("correct horse battery").status_code == 200
    member.refresh_from_db()
    assert member.password.startswith("scrypt$")


# --- signing out ----------------------------------------------------------------------------


def test_signing_out_ends_this_device_only():
    member = MemberFactory()
    this, other = signed_in(member), signed_in(member)
    assert this.delete(SIGN_IN).status_code == 204
    assert_refused(this.get("/api/v1/me"), "auth.token_invalid", status=401)
    assert other.get("/api/v1/me").status_code == 200


def test_signing_out_everywhere_ends_them_all():
    member = MemberFactory()
    this, other = signed_in(member), signed_in(member)
    assert this.delete(f"{SIGN_IN}?everywhere=true").status_code == 204
    for device in (this, other):
        assert_refused(device.get("/api/v1/me"), "auth.token_invalid", status=401)


def test_signing_out_takes_a_token():
    response = JsonClient().delete(SIGN_IN)
    assert_refused(response, "auth.token_missing", status=401)
    assert response["WWW-Authenticate"] == "Bearer"


def assert_refused(response, code: str, status: int = 400) -> None:
    assert (response.status_code, response.data["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
