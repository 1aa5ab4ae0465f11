"""The laws of the app hold over what its services do, and see what nobody may do."""

import pytest
from django.db import connection

from core.actor import Actor
from core.clock import real_now
from ledger import services as ledger
from members.laws import LAWS
from members.models import (
    Address,
    BalanceAdjustment,
    BalanceGrant,
    Card,
    CardBatch,
    Earning,
    Lot,
    Member,
    PointsGrant,
    TakeBack,
    Tier,
    WechatIdentity,
)
from members.services import add_address, grant_balance
from tests.members.factories import MemberFactory
from tests.members.purses import NOON, give

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


def breaking(name: str) -> bool:
    return any(name in law for law in broken())


def test_lots_that_differ_from_the_ledger_or_from_their_movements_are_seen(member):
    give(member, 50)
    Lot.objects.update(remaining=49)
    assert breaking("what is available on it")
    assert breaking("the sum of its movements")


def test_a_hold_that_drew_nothing_is_seen(member):
    give(member, 50)
    account_id = Lot.objects.get().account_id
    ledger.hold(key="h", account_id=account_id, amount=5, reference="", at=NOON)
    assert breaking("a hold drew as much from lots")


def test_grants_earnings_and_take_backs_without_their_entries_are_seen(member):
    forged = {"member": member, "at": NOON}
    PointsGrant.objects.create(key="x", amount=1, reason="r", actor="staff:1", **forged)
    earning = Earning.objects.create(
        reference="A", line=1, amount=100, points=1, growth=1, **forged
    )
    assert breaking("every points grant")
    assert breaking("what the lines of an order earned")

    TakeBack.objects.create(earning=earning, cause="R", amount=200, points=2, growth=0, at=NOON)
    assert breaking("are off the ledger")


def test_a_tier_that_nothing_led_to_is_seen(member):
    tier = Tier.objects.create(name="银卡", threshold=1)
    Member.objects.filter(pk=member.pk).update(tier=tier, tier_review_at=NOON)
    assert breaking("the last change led to")


def test_an_adjustment_that_was_not_booked_is_seen(member):
    BalanceAdjustment.objects.create(
        key="x",
        member=member,
        amount=1,
        reason="r",
        actor="staff:1",
        at=NOON,
        status="approved",
        decided_at=NOON,
    )
    assert breaking("a balance adjustment is in the ledger")


def test_cards_that_the_books_do_not_know_are_seen(member):
    batch = CardBatch.objects.create(name="A", count=2, face_amount=5, source="gift")
    Card.objects.create(batch=batch, number="1" * 16, pin_hash="x")
    Card.objects.create(batch=batch, number="2" * 16, pin_hash="x", member=member, bound_at=NOON)
    assert breaking("worth what the ledger keeps")
    assert breaking("a bound card is a lot")
