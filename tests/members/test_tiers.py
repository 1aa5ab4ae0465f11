"""Tiers: up at once, down at the yearly review, or with a refund where the rule says so."""

from datetime import timedelta

import pytest

from members import selectors, services
from members.models import Member, Notice, Tier, TierChange
from members.rules import TIER_AFTER_REFUND, AfterRefund
from tests.members.factories import MemberFactory
from tests.members.purses import DAY, NOON, broken_laws

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)


@pytest.fixture
def member() -> Member:
    return MemberFactory()


@pytest.fixture(autouse=True)
def tiers() -> list[Tier]:
    return [
        Tier.objects.create(name="银卡", name_en="Silver", threshold=100, price_factor=9_800),
        Tier.objects.create(name="金卡", name_en="Gold", threshold=500, price_factor=9_500),
    ]


def spend(member: Member, yuan: int, reference: str, at=NOON) -> None:
    services.accrue(member_id=member.pk, reference=reference, lines={1: yuan * 100}, at=at)


def refund(member: Member, yuan: int, reference: str, at=NOON) -> None:
    services.take_back(
        member_id=member.pk,
        reference=reference,
        cause=f"R-{reference}",
        lines={1: yuan * 100},
        at=at,
    )


def tier(member: Member) -> str:
    found = selectors.tier_of(member.pk)
    return found.name if found else ""


def steps(member: Member) -> list[tuple[str, str, str]]:
    return [
        (str(change.source or ""), str(change.target or ""), change.cause)
        for change in reversed(selectors.tier_changes(member.pk))
    ]


def test_growth_lifts_a_member_as_soon_as_it_suffices_and_the_member_is_told(member):
    spend(member, 99, "A")
    assert tier(member) == ""
    spend(member, 1, "B")
    assert tier(member) == "银卡"
    spend(member, 900, "C")

    assert tier(member) == "金卡"
    assert steps(member) == [("", "银卡", "reached"), ("银卡", "金卡", "reached")]
    told = Notice.objects.filter(member=member, event="tier.changed").order_by("pk")
    assert [notice.facts["to"]["name_en"] for notice in told] == ["Silver", "Gold"]
    assert broken_laws() == []


def test_growth_of_more_than_a_year_ago_does_not_lift_and_is_still_growth(member):
    spend(member, 60, "A")
    spend(member, 60, "B", at=NOON + YEAR)
    assert tier(member) == ""
    assert selectors.growth_of(member.pk) == 120


def test_the_review_goes_by_the_growth_of_the_last_year(member):
    lazy, busy = member, MemberFactory()
    for each in (lazy, busy):
        spend(each, 600, f"first-{each.pk}")
    spend(lazy, 150, "lazy", at=NOON + 100 * DAY)
    spend(busy, 500, "busy", at=NOON + 100 * DAY)
    assert selectors.due_for_review(at=NOON + YEAR - DAY, limit=9) == []
    due = selectors.due_for_review(at=NOON + YEAR, limit=9)

    for _ in range(2):
        services.review_tiers(member_ids=due, at=NOON + YEAR)

    assert (tier(lazy), tier(busy)) == ("银卡", "金卡")
    assert steps(lazy)[-1] == ("金卡", "银卡", "reviewed")
    assert len(steps(busy)) == 1
    assert selectors.due_for_review(at=NOON + YEAR, limit=9) == []

    # and a year later without an order, out of all tiers
    services.review_tiers(member_ids=due, at=NOON + 2 * YEAR)
    assert (tier(lazy), tier(busy)) == ("", "")
    assert steps(lazy)[-1] == ("银卡", "", "reviewed")
    assert broken_laws() == []


def test_a_review_takes_few_statements_however_many_members(django_assert_max_num_queries):
    members = MemberFactory.create_batch(8)
    for each in members:
        spend(each, 600, f"O{each.pk}")
    with django_assert_max_num_queries(10):
        services.review_tiers(member_ids=[each.pk for each in members], at=NOON + 2 * YEAR)
    assert TierChange.objects.filter(cause="reviewed", target=None).count() == 8


def test_after_a_refund_the_tier_waits_for_the_review(member):
    spend(member, 600, "A")
    refund(member, 600, "A")
    assert tier(member) == "金卡"

    services.review_tiers(member_ids=[member.pk], at=NOON + YEAR)
    assert tier(member) == ""


def test_or_it_falls_at_once_even_out_of_all_tiers(member):
    TIER_AFTER_REFUND.change(AfterRefund.AT_ONCE)
    spend(member, 450, "A")
    spend(member, 120, "B")

    refund(member, 120, "B")
    assert tier(member) == "银卡"
    refund(member, 450, "A")

    assert tier(member) == ""
    assert steps(member)[-2:] == [("金卡", "银卡", "refunded"), ("银卡", "", "refunded")]
    assert broken_laws() == []


def test_that_growth_grows_old_costs_no_tier_with_a_refund(member):
    TIER_AFTER_REFUND.change(AfterRefund.AT_ONCE)
    spend(member, 600, "A")
    late = NOON + YEAR - DAY
    services.review_tiers(member_ids=[member.pk], at=NOON + YEAR)  # keeps it, for a year more
    spend(member, 10, "B", at=late)

    refund(member, 10, "B", at=NOON + YEAR + DAY)

    assert tier(member) == "金卡"
