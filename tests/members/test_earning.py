"""What completed orders earn, and what refunds take back: in proportion, once, and never twice."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.selectors import Balance
from members import selectors, services
from members.models import Earning, GrowthEntry, Member, TakeBack, Tier
from members.rules import POINTS_DEBT, POINTS_PER_YUAN_EARNED
from tests.members.factories import MemberFactory
from tests.members.purses import DAY, NOON, broken_laws, give, hold, left, shop_account
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return MemberFactory()


def accrue(member: Member, lines: dict[int, int], *, reference: str = "A", at=NOON) -> None:
    services.accrue(member_id=member.pk, reference=reference, lines=lines, at=at)


def take_back(
    member: Member, lines: dict[int, int], *, cause: str = "R1", reference: str = "A"
) -> int:
    return services.take_back(
        member_id=member.pk, reference=reference, cause=cause, lines=lines, at=NOON
    )


def spend(member: Member, points: int) -> int:
    held = hold(member, points)
    services.capture_points(key=f"c{held}", hold_id=held, to_account_id=shop_account(), at=NOON)
    return held


def test_an_order_earns_points_and_growth_by_its_lines_once(member):
    for _ in range(3):
        accrue(member, {1: 9_990, 2: 5_050, 3: 0})

    assert selectors.points(member.pk) == Balance(balance=150, held=0)
    assert selectors.growth_of(member.pk) == 150
    earned = list(Earning.objects.values_list("line", "amount", "points", "growth"))
    assert earned == [(1, 9_990, 100, 100), (2, 5_050, 50, 50)]
    assert broken_laws() == []


def test_small_lines_lose_nothing_to_rounding(member):
    accrue(member, {1: 50, 2: 50, 3: 50, 4: 50})
    assert selectors.points(member.pk).balance == 2


def test_what_was_paid_with_nothing_earns_nothing(member):
    accrue(member, {1: 0})
    accrue(member, {1: 99}, reference="B")
    assert selectors.points(member.pk).balance == 0
    assert not GrowthEntry.objects.exists()
    assert broken_laws() == []


def test_the_tier_multiplies_points_and_the_rule_sets_the_rate(member):
    POINTS_PER_YUAN_EARNED.change(10)
    Tier.objects.create(name="金卡", threshold=100, points_multiplier=15_000)
    accrue(member, {1: 10_000})  # reaches the tier, by which the next one counts
    accrue(member, {1: 3_333}, reference="B")
    assert left(member) == [1_000, 499]


def test_a_whole_refund_leaves_nothing_of_what_was_earned(member):
    accrue(member, {1: 10_000, 2: 5_000})

    assert take_back(member, {1: 10_000, 2: 5_000}) == 0

    assert selectors.points(member.pk).balance == 0
    assert selectors.growth_of(member.pk) == 0
    assert broken_laws() == []


def test_the_same_refund_takes_back_once_and_another_one_takes_the_rest(member):
    accrue(member, {1: 10_000})

    for _ in range(3):
        take_back(member, {1: 3_333})
    assert selectors.points(member.pk).balance == 67
    take_back(member, {1: 6_667}, cause="R2")

    assert selectors.points(member.pk).balance == 0
    assert TakeBack.objects.count() == 2
    assert broken_laws() == []


@settings(max_examples=40)
@given(pieces=st.lists(st.integers(1, 700), min_size=1, max_size=6), amount=st.integers(1, 999))
def test_in_whatever_pieces_a_line_is_refunded_no_more_is_taken_than_it_earned(pieces, amount):
    member = MemberFactory()
    reference = f"A{member.pk}"
    accrue(member, {1: amount * 100}, reference=reference)

    taken = []
    for number, piece in enumerate([*pieces, amount]):
        take_back(member, {1: piece * 100}, cause=f"R{member.pk}-{number}", reference=reference)
        taken.append(amount - selectors.points(member.pk).balance)

    assert taken == sorted(taken)
    assert taken[-1] == amount
    assert selectors.growth_of(member.pk) == 0


def test_an_order_that_earned_nothing_loses_nothing(member):
    give(member, 10)
    assert take_back(member, {1: 500}) == 0
    assert selectors.points(member.pk).balance == 10


def test_points_used_on_an_order_come_back_apart_from_points_that_it_earned(member):
    # given an order paid with 40 points and money
    give(member, 40)
    held = spend(member, 40)
    accrue(member, {1: 10_000})
    # when all of it is refunded
    services.refund_points(
        key="refund",
        hold_id=held,
        points=40,
        from_account_id=shop_account(),
        reference="A",
        at=NOON,
    )
    take_back(member, {1: 10_000})
    # then the member has what there was before it
    assert selectors.points(member.pk) == Balance(balance=40, held=0)
    assert sum(left(member)) == 40
    assert broken_laws() == []


def test_earned_points_that_were_spent_become_a_debt_that_new_ones_pay_first(member):
    accrue(member, {1: 10_000})
    spend(member, 80)

    assert take_back(member, {1: 10_000}) == 0

    assert selectors.points(member.pk) == Balance(balance=-80, held=0)
    assert left(member) == []
    assert broken_laws() == []

    give(member, 30)
    assert (selectors.points(member.pk).balance, left(member)) == (-50, [])
    give(member, 60, at=NOON + DAY)
    assert (selectors.points(member.pk).balance, left(member)) == (10, [10])
    assert broken_laws() == []


def test_a_void_and_a_refund_pay_the_debt_before_anything_can_be_spent(member):
    accrue(member, {1: 10_000})
    paid, held = spend(member, 50), hold(member, 40)
    take_back(member, {1: 10_000})
    assert selectors.points(member.pk) == Balance(balance=-50, held=40)

    services.void_points(hold_id=held, at=NOON)
    assert (selectors.points(member.pk).available, left(member)) == (-50, [])
    services.refund_points(
        key="r",
        hold_id=paid,
        points=50,
        from_account_id=shop_account(),
        reference="A",
        at=NOON,
    )
    assert (selectors.points(member.pk).available, left(member)) == (0, [])
    assert broken_laws() == []


def test_where_no_debt_is_allowed_the_points_that_are_uncovered_are_told(member):
    POINTS_DEBT.change(False)
    accrue(member, {1: 6_000, 2: 4_000})
    spend(member, 70)

    assert take_back(member, {1: 6_000, 2: 4_000}) == 70
    assert take_back(member, {1: 6_000, 2: 4_000}) == 70

    assert selectors.points(member.pk) == Balance(balance=0, held=0)
    rows = TakeBack.objects.order_by("pk").values_list("points", "uncovered")
    assert list(rows) == [(60, 60), (40, 10)]
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_completed_or_refunded_twice_at_once_counts_once(member):
    race([partial(accrue, member, {1: 10_000})] * 4)
    assert selectors.points(member.pk).balance == 100

    race([partial(take_back, member, {1: 5_000})] * 4)
    assert selectors.points(member.pk).balance == 50
    assert selectors.growth_of(member.pk) == 50
    assert broken_laws() == []
