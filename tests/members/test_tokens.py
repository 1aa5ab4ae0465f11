"""Opaque tokens: what an API request is, and when it is nobody's."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.actor import Actor
from core.clock import real_now
from members.api.authentication import TokenAuthentication
from members.models import AccessToken, Member
from members.rules import SIGNED_IN_FOR
from members.services import issue_token, sign_out, sign_out_everywhere
from tests.members.factories import MemberFactory, ago

pytestmark = pytest.mark.django_db


def bearing(token: str, scheme: str = "Bearer") -> Request:
    request: HttpRequest = RequestFactory().get("/", HTTP_AUTHORIZATION=f"{scheme} {token}")
    return Request(request)


def test_a_token_makes_its_member_the_user_of_the_request_with_one_query(
    django_assert_num_queries,
):
    member = MemberFactory()
    token = issue_token(member_id=member.pk, device="a phone", at=real_now())

    with django_assert_num_queries(1):
        user, auth = TokenAuthentication().authenticate(bearing(token))

    assert user == member
    assert user.is_authenticated
    assert user.actor == Actor.member(member.pk)
    assert auth.device == "a phone"


def test_the_database_never_sees_the_token_itself():
    token = issue_token(member_id=MemberFactory().pk, at=real_now())
    assert len(token) == 43
    assert token not in str(AccessToken.objects.values().get())


def test_no_bearer_token_is_nobody():
    assert TokenAuthentication().authenticate(bearing("", scheme="")) is None
    assert TokenAuthentication().authenticate(bearing("dXNlcjpwYXNz", scheme="Basic")) is None


def test_an_unknown_token_is_refused():
    with pytest.raises(AuthenticationFailed):
        TokenAuthentication().authenticate(bearing("made-up"))


def test_a_token_ends_when_its_time_is_over():
    lifetime = SIGNED_IN_FOR.duration
    member = MemberFactory()
    ending = issue_token(member_id=member.pk, at=ago(seconds=-5) - lifetime)
    ended = issue_token(member_id=member.pk, at=real_now() - lifetime)

    assert TokenAuthentication().authenticate(bearing(ending)) is not None
    with pytest.raises(AuthenticationFailed):
        TokenAuthentication().authenticate(bearing(ended))


def test_signing_out_ends_one_device_and_leaves_the_others():
    member = MemberFactory()
    phone, tablet = (issue_token(member_id=member.pk, at=real_now()) for _ in range(2))
    _member, auth = TokenAuthentication().authenticate(bearing(phone))

    sign_out(token_id=auth.pk, at=real_now())

    with pytest.raises(AuthenticationFailed):
        TokenAuthentication().authenticate(bearing(phone))
    assert TokenAuthentication().authenticate(bearing(tablet)) is not None


def test_signing_out_everywhere_ends_all_devices_of_that_member_only():
    member, other = MemberFactory(), MemberFactory()
    tokens = [issue_token(member_id=member.pk, at=real_now()) for _ in range(2)]
    others = issue_token(member_id=other.pk, at=real_now())

    assert sign_out_everywhere(member_id=member.pk, at=real_now()) == 2

    for token in tokens:
        with pytest.raises(AuthenticationFailed):
            TokenAuthentication().authenticate(bearing(token))
    assert TokenAuthentication().authenticate(bearing(others)) is not None


def test_a_disabled_member_is_nobody():
    member = MemberFactory()
    token = issue_token(member_id=member.pk, at=real_now())
    Member.objects.filter(pk=member.pk).update(is_active=False)

    with pytest.raises(AuthenticationFailed):
        TokenAuthentication().authenticate(bearing(token))


def test_use_is_noted_at_most_once_an_hour(django_assert_num_queries):
    signed_in_at = ago(minutes=61)
    token = issue_token(member_id=MemberFactory().pk, at=signed_in_at)

    TokenAuthentication().authenticate(bearing(token))
    seen_at = AccessToken.objects.get().seen_at
    with django_assert_num_queries(1):
        TokenAuthentication().authenticate(bearing(token))

    assert seen_at > signed_in_at
    assert AccessToken.objects.get().seen_at == seen_at
