"""WeChat linked to a member who is known, and a phone proven by a member who is not."""

import pytest

from core.clock import real_now
from members.channels.wechat_platform import WechatUser
from members.models import Member, SignInCode, WechatIdentity
from members.services import wechat
from tests.members.factories import JsonClient, MemberFactory, signed_in
from tests.members.test_laws import broken
from tests.members.wechat import LINKS, PHONE, code_for, link, refusal, sign_in

pytestmark = pytest.mark.django_db

PHONE_PAGE = "/api/v1/me/phone"


# --- linking ------------------------------------------------------------------------------


def test_a_member_links_wechat_and_then_signs_in_with_it(platform):
    member = MemberFactory()

    answers = [link(platform, member) for _twice in range(2)]

    assert [answer.data["app"] for answer in answers] == ["mini", "mini"]
    assert WechatIdentity.objects.count() == 1
    assert sign_in(platform).data["member"]["id"] == str(member.public_id)


def test_anothers_wechat_is_not_linked(platform):
    link(platform, MemberFactory())
    other = MemberFactory()

    refused = link(platform, other)

    assert refusal(refused) == (409, "wechat.linked_elsewhere")
    assert refusal(link(platform, other, app="official")) == (409, "wechat.linked_elsewhere")
    assert not other.wechat_identities.exists()


def test_a_second_wechat_needs_the_first_unlinked(platform):
    member = MemberFactory()
    link(platform, member)

    assert refusal(link(platform, member, "李强")) == (409, "wechat.another_linked")
    assert signed_in(member).delete(f"{LINKS}/mini").status_code == 204
    assert link(platform, member, "李强").status_code == 200


def test_the_only_way_in_is_not_unlinked(platform):
    sign_in(platform)
    member = Member.objects.get()

    refused = signed_in(member).delete(f"{LINKS}/mini")

    assert refusal(refused) == (409, "wechat.only_way_in")
    assert signed_in(member).delete(f"{LINKS}/tv").status_code == 404
    assert WechatIdentity.objects.count() == 1


def test_the_unionid_is_learned_later_and_never_makes_two_members_one_person(platform):
    member, other = MemberFactory(), MemberFactory()
    sandbox_user = WechatUser("wxmini", "o1", "")
    wechat._link(member.pk, sandbox_user, at=real_now())

    wechat._link(member.pk, WechatUser("wxmini", "o1", "u1"), at=real_now())
    wechat._link(other.pk, WechatUser("wxofficial", "o2", ""), at=real_now())
    wechat._link(other.pk, WechatUser("wxofficial", "o2", "u1"), at=real_now())

    assert member.wechat_identities.get().unionid == "u1"
    assert other.wechat_identities.get().unionid == ""
    assert broken() == []


def test_linking_needs_a_token(platform):
    code = platform.wechat_code("mini", "王芳")["code"]

    assert JsonClient().post(LINKS, {"app": "mini", "code": code}).status_code == 401
    assert JsonClient().get(LINKS).status_code == 401


# --- proving a phone ----------------------------------------------------------------------


def a_member_by_wechat(platform) -> Member:
    sign_in(platform)
    return Member.objects.get(phone=None)


def test_who_came_by_wechat_proves_a_phone_later(platform):
    member = a_member_by_wechat(platform)

    answer = signed_in(member).put(PHONE_PAGE, {"phone": PHONE, "code": code_for()})

    assert (answer.status_code, answer.data["phone"]) == (200, PHONE)
    member.refresh_from_db()
    assert member.phone == PHONE
    assert sign_in(platform, phone=PHONE, phone_code=code_for()).status_code == 200


def test_anothers_phone_is_not_taken_and_its_code_stays_good(platform):
    owner = MemberFactory(phone=PHONE)
    member, code = a_member_by_wechat(platform), code_for()

    refused = signed_in(member).put(PHONE_PAGE, {"phone": PHONE, "code": code})
    at_sign_in = sign_in(platform, phone=PHONE, phone_code=code)

    assert refusal(refused) == refusal(at_sign_in) == (409, "member.phone_taken")
    member.refresh_from_db()
    assert (member.phone, SignInCode.objects.get().used_at) == (None, None)
    assert owner.wechat_identities.count() == 0


def test_a_phone_is_not_exchanged_for_another(platform):
    member = MemberFactory(phone=PHONE)
    link(platform, member)
    code = code_for("13900000001")
    given = {"phone": "13900000001", "code": code}

    refused = signed_in(member).put(PHONE_PAGE, given)
    at_sign_in = sign_in(platform, phone="13900000001", phone_code=code)

    assert refusal(refused) == refusal(at_sign_in) == (409, "member.phone_known")
    member.refresh_from_db()
    assert member.phone == PHONE


def test_a_wrong_code_proves_no_phone(platform):
    member = a_member_by_wechat(platform)

    refused = signed_in(member).put(PHONE_PAGE, {"phone": PHONE, "code": "000000"})

    assert refusal(refused) == (403, "auth.code_refused")
