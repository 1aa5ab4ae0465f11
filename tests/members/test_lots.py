"""Points and stored value are made of lots: the first to expire goes first, and comes back so."""

from functools import partial
from threading import Barrier

import pytest

from core.db import atomic
from ledger.errors import EntryMismatch, HoldClosed, HoldMismatch, InsufficientBalance
from ledger.selectors import Balance
from members import selectors, services
from members.errors import AlreadyFrozen, NotFrozen, WalletFrozen
from members.models import Asset, Lot, LotCause, LotMovement, LotSource, Notice, PointsGrant
from members.rules import GIFT_MONEY_LAST, POINTS_VALID_FOR
from members.selectors import Expiring
from members.tasks import sweep_expiry, sweep_reminders
from tests.members.factories import MemberFactory
from tests.members.purses import (
    DAY,
    NOON,
    STAFF,
    broken_laws,
    credit,
    give,
    hold,
    left,
    shop_account,
)
from tests.races import race

pytestmark = pytest.mark.django_db

A_YEAR_ON = NOON.replace(year=2027, day=11, hour=16)  # midnight after the 365th day, in the shop


def capture(hold_id: int, key: str = "capture") -> int:
    return services.capture_points(key=key, hold_id=hold_id, to_account_id=shop_account(), at=NOON)


def refund(hold_id: int, amount: int, *, key: str = "refund", at=NOON) -> int:
    return services.refund_points(
        key=key,
        hold_id=hold_id,
        points=amount,
        from_account_id=shop_account(),
        reference="ORDER",
        at=at,
    )


def test_a_grant_is_a_lot_that_expires_with_the_day():
    member = MemberFactory()

    give(member, 100)

    assert selectors.points(member.pk) == Balance(balance=100, held=0)
    lot = Lot.objects.get()
    assert (lot.amount, lot.remaining, lot.source) == (100, 100, LotSource.GIFT)
    assert lot.expires_at == A_YEAR_ON
    assert selectors.next_to_expire(member.pk, Asset.POINTS, at=NOON) == Expiring(100, A_YEAR_ON)
    assert broken_laws() == []


def test_where_the_rule_is_zero_points_never_expire():
    POINTS_VALID_FOR.change(0)
    member = MemberFactory()

    give(member, 100)

    assert Lot.objects.get().expires_at is None
    assert selectors.next_to_expire(member.pk, Asset.POINTS, at=NOON) is None


def test_a_repeated_grant_gives_nothing_again_and_another_one_needs_another_key():
    member = MemberFactory()
    grant = partial(
        services.grant_points, member_id=member.pk, key="k", reason="r", actor=STAFF, at=NOON
    )
    grant(points=5)
    grant(points=5)

    assert (left(member), PointsGrant.objects.count()) == ([5], 1)
    with pytest.raises(EntryMismatch):
        grant(points=6)
    with pytest.raises(ValueError, match="gives something"):
        grant(points=0)


def test_a_hold_draws_what_expires_first_and_a_void_gives_it_back():
    member = MemberFactory()
    give(member, 50, at=NOON)
    give(member, 30, at=NOON - 9 * DAY)

    held = hold(member, 40)

    assert selectors.points(member.pk) == Balance(balance=80, held=40)
    assert left(member) == [40]
    assert broken_laws() == []

    for _ in range(2):
        services.void_points(hold_id=held, at=NOON)
    assert selectors.points(member.pk) == Balance(balance=80, held=0)
    assert left(member) == [30, 50]
    assert broken_laws() == []
    with pytest.raises(HoldClosed):
        capture(held)


def test_a_repeated_hold_is_the_first_one_and_draws_nothing_again():
    member = MemberFactory()
    give(member, 50)

    assert hold(member, 20, key="k") == hold(member, 20, key="k")

    assert left(member) == [30]
    with pytest.raises(HoldMismatch):
        hold(member, 21, key="k")


def test_more_than_there_is_cannot_be_held_and_nothing_moves():
    member = MemberFactory()
    give(member, 50)

    with pytest.raises(InsufficientBalance) as refused:
        hold(member, 51)

    assert refused.value.facts["available"] == 50
    assert left(member) == [50]


@pytest.mark.django_db(transaction=True)
def test_what_is_overdue_cannot_be_held_even_before_the_sweep_came_by():
    member = MemberFactory()
    give(member, 50, at=NOON - 400 * DAY)
    give(member, 10)

    with pytest.raises(InsufficientBalance) as refused:
        hold(member, 20)

    assert refused.value.facts["available"] == 10
    assert selectors.points(member.pk) == Balance(balance=60, held=0)
    assert left(member) == [50, 10]


def test_a_refund_in_pieces_fills_the_lots_up_as_if_less_had_been_spent():
    member = MemberFactory()
    give(member, 30, at=NOON - 9 * DAY)
    give(member, 50)
    held = hold(member, 70)
    capture(held)
    assert left(member) == [10]

    refund(held, 45, key="first")
    refund(held, 45, key="first")
    assert left(member) == [5, 50]

    refund(held, 25, key="rest")
    assert left(member) == [30, 50]
    assert selectors.points(member.pk) == Balance(balance=80, held=0)
    assert broken_laws() == []
    with pytest.raises(ValueError, match="only 0 can be given back"):
        refund(held, 1, key="more")


def test_refunded_points_keep_their_expiry_and_have_a_grace_where_it_is_past():
    member = MemberFactory()
    give(member, 10, at=NOON - 364 * DAY)  # expires tomorrow
    give(member, 10)
    held = hold(member, 15)
    capture(held)

    refund(held, 15, at=NOON + 5 * DAY)

    assert left(member) == [10, 10]
    expiries = list(Lot.objects.order_by("pk").values_list("expires_at", flat=True))
    assert expiries == [NOON + 12 * DAY, A_YEAR_ON]
    assert broken_laws() == []


def test_only_what_is_refunded_has_the_grace_and_not_what_was_left_to_expire():
    member = MemberFactory()
    give(member, 10, at=NOON - 364 * DAY)
    held = hold(member, 4)
    capture(held)

    refund(held, 4, at=NOON + 5 * DAY)

    assert left(member) == [4]
    assert selectors.points(member.pk).balance == 4
    assert broken_laws() == []


def test_the_sweep_takes_what_is_overdue_off_the_ledger_and_nothing_that_was_spent():
    # given three members with lots that are over, one of which is spent
    spent, whole, young = MemberFactory.create_batch(3)
    give(spent, 10, at=NOON - 400 * DAY)
    services.capture_points(
        key="c",
        hold_id=hold(spent, 10, at=NOON - 300 * DAY),
        to_account_id=shop_account(),
        at=NOON - 300 * DAY,
    )
    give(whole, 20, at=NOON - 400 * DAY)
    credit(whole, 700, expires_at=NOON - DAY)
    give(young, 30)
    # when
    services.expire_lots(lot_ids=selectors.overdue_lots(at=NOON, limit=10), at=NOON)
    # then
    assert [selectors.points(each.pk).balance for each in (spent, whole, young)] == [0, 0, 30]
    assert selectors.stored_value(whole.pk).balance == 0
    assert [line.amount for line in selectors.statement_of(Asset.POINTS, whole.pk)] == [-20, 20]
    assert selectors.overdue_lots(at=NOON, limit=10) == []
    assert broken_laws() == []


def test_expiry_takes_few_statements_however_many_lots_are_over(django_assert_max_num_queries):
    for member in MemberFactory.create_batch(12):
        give(member, 20, at=NOON - 400 * DAY)
    with django_assert_max_num_queries(13):
        services.expire_lots(lot_ids=selectors.overdue_lots(at=NOON, limit=99), at=NOON)
    assert not Lot.objects.filter(remaining__gt=0).exists()


def test_members_are_reminded_once_of_what_ends_on_a_day():
    member = MemberFactory()
    for amount in (10, 15):
        give(member, amount, at=NOON - 360 * DAY)
    give(member, 99)
    ending = selectors.lots_to_remind_of(at=NOON, until=NOON + 7 * DAY, limit=10)

    for _ in range(2):
        services.remind_of_expiry(lot_ids=ending, at=NOON)

    notice = Notice.objects.get()
    assert (notice.event, notice.facts["amount"]) == ("points.expiring", 25)
    assert selectors.lots_to_remind_of(at=NOON, until=NOON + 7 * DAY, limit=10) == []


def test_the_sweeps_find_what_is_due_by_themselves():
    member = MemberFactory()
    give(member, 20, at=NOON - 4000 * DAY)
    sweep_reminders()
    sweep_expiry()
    assert selectors.points(member.pk).balance == 0


def test_given_money_is_spent_after_what_was_paid_for_unless_the_rule_says_otherwise():
    member = MemberFactory()
    credit(member, 100, source=LotSource.GIFT, expires_at=NOON + DAY)
    credit(member, 100)
    spend = partial(
        services.hold_stored_value, member_id=member.pk, amount=60, reference="O", at=NOON
    )

    spend(key="first")
    assert left(member, Asset.STORED_VALUE) == [100, 40]

    GIFT_MONEY_LAST.change(False)
    spend(key="second")
    assert left(member, Asset.STORED_VALUE) == [40, 40]
    assert selectors.stored_value(member.pk) == Balance(balance=200, held=120)
    assert broken_laws() == []


def test_stored_value_is_captured_and_comes_back_to_its_lots():
    member = MemberFactory()
    credit(member, 100)
    credit(member, 100, source=LotSource.GIFT)
    funds = shop_account("order_funds", "CNY")
    held = services.hold_stored_value(
        key="h", member_id=member.pk, amount=150, reference="O", at=NOON
    )
    services.capture_stored_value(key="c", hold_id=held, to_account_id=funds, at=NOON)

    services.refund_stored_value(
        key="r", hold_id=held, amount=50, from_account_id=funds, reference="O", at=NOON
    )

    assert left(member, Asset.STORED_VALUE) == [100]
    assert Lot.objects.get(remaining=100).source == LotSource.GIFT
    voided = services.hold_stored_value(
        key="h2", member_id=member.pk, amount=100, reference="O", at=NOON
    )
    services.void_stored_value(hold_id=voided, at=NOON)
    assert selectors.stored_value(member.pk) == Balance(balance=100, held=0)
    assert broken_laws() == []


def test_a_frozen_wallet_holds_nothing_and_still_takes_refunds():
    member = MemberFactory()
    give(member, 50)
    credit(member, 100)
    held = hold(member, 20)
    capture(held)

    services.freeze_wallet(member_id=member.pk, reason="disputed", actor=STAFF, at=NOON)

    holds = (
        partial(services.hold_points, points=1),
        partial(services.hold_stored_value, amount=1),
        partial(services.hold_balance, amount=1),
    )
    for spend in holds:
        with pytest.raises(WalletFrozen):
            spend(key="k", member_id=member.pk, reference="O", at=NOON)
    with pytest.raises(AlreadyFrozen):
        services.freeze_wallet(member_id=member.pk, reason="again", actor=STAFF, at=NOON)
    refund(held, 20)
    assert selectors.points(member.pk) == Balance(balance=50, held=0)

    services.unfreeze_wallet(member_id=member.pk, reason="settled", actor=STAFF, at=NOON)
    assert hold(member, 50)
    with pytest.raises(NotFrozen):
        services.unfreeze_wallet(member_id=member.pk, reason="again", actor=STAFF, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_parallel_holds_never_spend_a_point_twice():
    member = MemberFactory()
    give(member, 30, at=NOON - DAY)
    give(member, 40)

    results = race([partial(hold, member, 10) for _ in range(10)])

    assert sum(isinstance(each, int) for each in results) == 7
    assert sum(isinstance(each, InsufficientBalance) for each in results) == 3
    assert selectors.points(member.pk) == Balance(balance=70, held=70)
    assert left(member) == []
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_expiry_holds_and_voids_at_once_leave_lots_and_balance_in_step():
    member = MemberFactory()
    give(member, 30, at=NOON - 364 * DAY)
    give(member, 40)
    held, later = hold(member, 25), NOON + 5 * DAY
    overdue = selectors.overdue_lots(at=later, limit=10)

    race(
        [
            partial(services.void_points, hold_id=held, at=NOON),
            partial(services.expire_lots, lot_ids=overdue, at=later),
            *[partial(hold, member, 10) for _ in range(3)],
        ]
    )

    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_without_the_accounts_lock_the_same_points_are_drawn_twice():
    """Read, decide, write: what holding on the ledger first is there for."""
    member = MemberFactory()
    give(member, 10)
    both_have_read = Barrier(2, timeout=60)

    @atomic
    def spend() -> int:
        lot = Lot.objects.get()
        both_have_read.wait()
        lot.remaining -= 10
        lot.save(update_fields=["remaining"])
        return LotMovement.objects.create(lot=lot, amount=-10, cause=LotCause.DEBT, at=NOON).amount

    assert race([spend, spend]) == [-10, -10]
    assert "what is left in a lot is the sum of its movements" in broken_laws()
