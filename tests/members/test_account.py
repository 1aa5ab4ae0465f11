"""What a member sees and changes of their own: profile, devices, wallet, inbox, limits."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from core.actor import Actor
from members.models import Member, Notice
from members.rules import API_REQUESTS_PER_ADDRESS, API_REQUESTS_PER_MEMBER
from members.services import grant_balance, notify
from tests.members.factories import JsonClient, MemberFactory, signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)


def tell(member: Member, reference: str, event: str = "order.shipped") -> None:
    notify(
        member_id=member.pk, event=event, facts={"number": reference}, reference=reference, at=NOON
    )


@pytest.mark.parametrize(
    "path",
    ["me", "me/addresses", "me/devices", "me/wallet", "me/wallet/statement", "me/notices"],
)
def test_what_is_a_members_own_takes_a_token(path):
    missing = JsonClient().get(f"/api/v1/{path}")
    assert (missing.status_code, missing.data["code"]) == (401, "auth.token_missing")
    wrong = JsonClient().get(f"/api/v1/{path}", HTTP_AUTHORIZATION="Bearer made-up")
    assert (wrong.status_code, wrong.data["code"]) == (401, "auth.token_invalid")
    assert wrong["WWW-Authenticate"] == "Bearer"


def test_a_request_costs_one_query_for_the_token_and_none_for_the_limits(
    django_assert_num_queries,
):
    client = signed_in(MemberFactory())
    client.get("/api/v1/me")
    with django_assert_num_queries(1):
        assert client.get("/api/v1/me").status_code == 200


def test_a_nickname_can_be_changed_and_nothing_else():
    member = MemberFactory(phone="13812345678")
    response = signed_in(member).patch(
        "/api/v1/me", {"nickname": "小明", "phone": "13900000000"}, format="json"
    )
    assert response.data["nickname"] == "小明"
    assert response.data["phone"] == "13812345678"
    member.refresh_from_db()
    assert (member.nickname, member.phone) == ("小明", "13812345678")


def test_a_nickname_that_is_too_long_is_refused():
    member = MemberFactory(nickname="before")
    response = signed_in(member).patch("/api/v1/me", {"nickname": "x" * 41})
    assert (response.status_code, response.data["code"]) == (400, "request.invalid")
    member.refresh_from_db()
    assert member.nickname == "before"


def test_a_lost_phone_is_signed_out_from_another_device():
    member = MemberFactory()
    here, lost = signed_in(member), signed_in(member)
    devices = here.get("/api/v1/me/devices").data
    assert [device["is_this_one"] for device in devices] == [False, True]

    gone = next(device for device in devices if not device["is_this_one"])
    assert here.delete(f"/api/v1/me/devices/{gone['id']}").status_code == 204

    assert lost.get("/api/v1/me").status_code == 401
    assert here.get("/api/v1/me").status_code == 200


def test_another_members_device_is_not_there():
    other = signed_in(MemberFactory())
    theirs = other.get("/api/v1/me/devices").data[0]["id"]
    for public_id in (theirs, uuid4()):
        response = signed_in(MemberFactory()).delete(f"/api/v1/me/devices/{public_id}")
        assert (response.status_code, response.data["code"]) == (404, "not_found")
    assert other.get("/api/v1/me").status_code == 200


def test_the_wallet_shows_the_balance_and_how_it_came_about():
    member = MemberFactory()
    for key, amount in (("a", 5000), ("b", 250)):
        grant_balance(
            member_id=member.pk, amount=amount, key=key, reason="x", actor=Actor.staff(1), at=NOON
        )
    client = signed_in(member)

    wallet = client.get("/api/v1/me/wallet").data
    assert [wallet[name]["amount"] for name in ("balance", "held", "available")] == [5250, 0, 5250]
    lines = client.get("/api/v1/me/wallet/statement").data["results"]
    assert [(line["kind"], line["change"]["amount"]) for line in lines] == [
        ("balance_grant", 250),
        ("balance_grant", 5000),
    ]
    assert signed_in(MemberFactory()).get("/api/v1/me/wallet/statement").data["results"] == []


def test_a_notice_is_told_once_and_read_once():
    member, other = MemberFactory(), MemberFactory()
    for reference in ("1", "2", "2", "3"):
        tell(member, reference)
    tell(other, "9")
    client = signed_in(member)

    inbox = client.get("/api/v1/me/notices").data["results"]
    assert [(notice["event"], notice["facts"]) for notice in inbox] == [
        ("order.shipped", {"number": number}) for number in ("3", "2", "1")
    ]
    assert client.get("/api/v1/me/notices/unread").data == {"unread": 3}

    theirs = Notice.objects.get(member=other).public_id
    read = client.post(
        "/api/v1/me/notices/read", {"ids": [inbox[0]["id"], str(theirs)]}, format="json"
    )
    assert read.data == {"unread": 2}
    assert client.post("/api/v1/me/notices/read", {}).data == {"unread": 0}
    assert Notice.objects.get(member=other).read_at is None


@pytest.fixture
def minute(time_machine):
    """One that does not end while a test counts."""
    time_machine.move_to(NOON, tick=False)


def test_requests_of_one_member_are_limited_and_others_go_on(minute):
    API_REQUESTS_PER_MEMBER.change(10)
    busy, calm = signed_in(MemberFactory()), signed_in(MemberFactory())

    *served, refused = [busy.get("/api/v1/me") for _ in range(11)]

    assert {answer.status_code for answer in served} == {200}
    assert (refused.status_code, refused.data["code"]) == (429, "limit.exceeded")
    assert refused["Retry-After"] == "60"
    assert calm.get("/api/v1/me").status_code == 200


def test_requests_from_one_address_are_limited_signed_in_or_not(minute):
    API_REQUESTS_PER_ADDRESS.change(10)
    client = JsonClient(REMOTE_ADDR="203.0.113.9")
    statuses = [client.get("/api/v1/regions").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert JsonClient(REMOTE_ADDR="203.0.113.10").get("/api/v1/regions").status_code == 200


def test_guesses_at_a_token_count_for_their_address():
    API_REQUESTS_PER_ADDRESS.change(10)
    client = JsonClient(REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer guess"})
    statuses = {client.get("/api/v1/me").status_code for _ in range(21)}
    assert statuses == {401, 429}
