"""The laws of the app hold over what its services do, and see what nobody may do."""

import pytest
from django.db import connection

from core.actor import Actor
from core.clock import real_now
from members.laws import LAWS
from members.models import Address, BalanceGrant, Member, WechatIdentity
from members.services import add_address, grant_balance
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db


def broken() -> list[str]:
    names = []
    for law in LAWS:
        with connection.cursor() as cursor:
            cursor.execute(law.sql)
            if cursor.fetchall():
                names.append(law.name)
    return names


@pytest.fixture
def member() -> Member:
    member = MemberFactory()
    grant_balance(
        member_id=member.pk, amount=1, key="k", reason="r", actor=Actor.staff(1), at=real_now()
    )
    add_address(
        member_id=member.pk,
        name="王小明",
        phone="13812345678",
        region_code="440305",
        detail="1 号",
        at=real_now(),
    )
    return member


def test_every_law_holds_over_what_services_did(member):
    assert broken() == []


def test_a_member_without_a_wallet_is_seen():
    Member.objects.create(phone="13800000000", created_at=real_now())
    assert broken() == [LAWS[0].name]


def test_a_book_without_a_default_is_seen(member):
    Address.objects.update(is_default=False)
    assert broken() == [LAWS[1].name]


def test_a_grant_that_the_ledger_does_not_know_is_seen(member):
    BalanceGrant.objects.create(
        key="forged", member=member, amount=1, reason="r", actor="staff:1", at=real_now()
    )
    assert broken() == [LAWS[2].name]


def test_a_person_at_wechat_who_is_two_members_is_seen(member):
    for owner, openid in ((member, "o1"), (MemberFactory(), "o2")):
        WechatIdentity.objects.create(
            member=owner, app_id="wx1", openid=openid, unionid="u", linked_at=real_now()
        )
    assert broken() == [LAWS[3].name]


def test_a_member_whom_nobody_could_be_is_seen(member):
    Member.objects.filter(pk=member.pk).update(phone=None)
    assert broken() == [LAWS[4].name]
