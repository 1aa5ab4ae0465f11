"""A refund of goods whose points are spent already: a debt, or so much less, by rule."""

import pytest

from ledger.errors import InsufficientBalance
from members import selectors as members
from members.models import Member, TakeBack
from members.rules import POINTS_DEBT, POINTS_PER_YUAN_EARNED
from orders import services as orders
from orders.models import Order
from payments.errors import RefundChanged
from tests.members.purses import hold
from tests.orders.factories import RULE, dispatch, receive, status_of
from tests.payments.factories import available, books, now, start, with_balance
from tests.payments.refunding import (
    an_order_of,
    fresh,
    lines_of,
    preview,
    refund_of,
    rows,
    what_is_left,
)
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db
WEALTH = 1_000_000


@pytest.fixture(autouse=True)
def no_debt(channels) -> None:
    POINTS_DEBT.change(False)
    POINTS_PER_YUAN_EARNED.change(10)


def completed(basket: dict[str, int], *, spent: int) -> tuple[Order, Member]:
    """Pieces at 99.00, completed: 990 points each, of which so many are spent."""
    member = with_balance(WEALTH)
    order = an_order_of(basket, member=member)
    start(order, "balance")
    dispatch(fresh(order), at=now())
    receive(order, at=now())
    orders.complete_orders(order_ids=[order.pk], actor=RULE, at=now())
    if spent:
        hold(member, spent, at=now())
    return fresh(order), member


def test_the_refund_is_less_by_what_the_points_that_are_gone_are_worth():
    order, member = completed({"TEA-01": 1, "TEA-02": 1}, spent=1500)
    seen = preview(order, {1: 1, 2: 1}, shipping=True)

    refund = refund_of(order, {1: 1, 2: 1}, shipping=True, expected=seen.fingerprint)

    assert rows(refund) == [
        ("goods", 1, 1, 9900),
        ("goods", 2, 1, 9900),
        ("points", 1, 0, -990),
        ("points", 2, 0, -510),
        ("shipping", None, 0, 800),
    ]
    assert refund.amount == seen.total.amount == 2 * 9900 + 800 - 1500
    assert (status_of(order), available(member)) == ("refunded", WEALTH - 1500)
    assert members.points(member.pk).available == 0
    back = TakeBack.objects.order_by("pk").values_list("amount", "points", "uncovered")
    assert list(back) == [(9900, 990, 990), (9900, 990, 510)]
    assert (books(), what_is_left()) == ({"funds": 1500}, 1500)


@pytest.mark.parametrize(
    ("pieces", "amounts"),
    [
        ([1, 1, 1], [9900 - 20, 9900 - 990, 9900 - 990]),
        ([2, 1], [19800 - 1010, 9900 - 990]),
        ([3], [29700 - 2000]),
    ],
)
def test_points_that_are_there_are_taken_first_and_in_any_pieces_it_comes_to_the_same(
    pieces, amounts
):
    order, member = completed({"TEA-01": 3}, spent=2000)  # of 2970

    assert [refund_of(order, {1: count}).amount for count in pieces] == amounts

    assert status_of(order) == "refunded"
    assert lines_of(order) == [(0, 3, 3 * 9900 - 2000, 2000)]
    assert members.points(member.pk).available == 0


def test_where_a_debt_is_allowed_nothing_is_kept():
    POINTS_DEBT.change(True)
    order, member = completed({"TEA-01": 1}, spent=400)

    refund = refund_of(order, {1: 1})

    assert (rows(refund), refund.amount) == ([("goods", 1, 1, 9900)], 9900)
    assert members.points(member.pk).available == -400


def test_points_spent_since_the_preview_change_the_refund_and_nothing_moves():
    order, member = completed({"TEA-01": 1}, spent=0)
    seen = preview(order, {1: 1})
    hold(member, 400, at=now())

    with pytest.raises(RefundChanged):
        refund_of(order, {1: 1}, expected=seen.fingerprint)

    assert (lines_of(order), what_is_left()) == ([(0, 0, 0, 9900)], 9900 + 800)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_points_are_spent_or_taken_back_and_the_refund_says_which(_round):
    order, member = completed({"TEA-01": 1}, spent=0)

    spent, refund = race([lambda: hold(member, 990, at=now()), lambda: refund_of(order, {1: 1})])

    gone = 0 if isinstance(spent, InsufficientBalance) else 990
    assert refund.amount == 9900 - gone
    assert TakeBack.objects.get().uncovered == gone
    assert members.points(member.pk).available == 0
