"""Refunds of some pieces, of the fee, out of goodwill: each figure a sum of rows, to the fen."""

import random

import pytest

from members import selectors as assets
from orders.errors import AttemptOpen, TransitionRefused
from orders.models import Order, TimelineEntry
from payments import services
from payments.errors import (
    MoreMoneyThanLeft,
    MorePiecesThanLeft,
    NothingToRefund,
    RefundChanged,
    RefundWholeOrder,
)
from payments.models import Cell, Refund
from products.models import StockItem
from tests.members.purses import credit, give
from tests.orders.factories import dispatch, status_of
from tests.payments.factories import STAFF, available, books, now, start, with_balance
from tests.payments.refunding import (
    FEE,
    an_order_of,
    fresh,
    given_back,
    in_two_instalments,
    lines_of,
    paid_by_balance,
    preview,
    refund_of,
    rows,
    what_is_left,
)

pytestmark = pytest.mark.django_db


def test_some_pieces_go_back_and_the_order_goes_on(channels):
    order = paid_by_balance({"TEA-01": 3, "TEA-02": 1})
    before = available(order.member)

    refund = refund_of(order, {1: 2})

    assert rows(refund) == [("goods", 1, 2, 19800)]
    assert available(order.member) == before + 19800
    assert refund.finished_at is not None
    assert lines_of(order) == [(2, 2, 19800, 9900), (0, 0, 0, 9900)]
    order = fresh(order)
    assert (order.status, order.after_sales_status) == ("awaiting_shipment", "partially_refunded")
    assert sum(item.reserved for item in StockItem.objects.all()) == 2
    entry = TimelineEntry.objects.get(kind="refund.requested")
    assert entry.facts == {"refund": refund.number, "amount": 19800, "reason": "not wanted"}


def test_what_goes_back_is_what_was_paid_and_other_lines_keep_their_reductions(channels):
    """Traps 23 and 24: nothing is shared out again, and nobody gets the list price back."""
    order = paid_by_balance({"TEA-01": 3, "TEA-02": 1}, off={1: 1000, 2: 333})

    pieces = [refund_of(order, {1: 1}).amount for _piece in range(3)]

    assert pieces == [9566, 9567, 9567]  # 287.00 in three
    assert [(c.amount, c.refunded_amount) for c in Cell.objects.order_by("pk")] == [
        (28700, 28700),
        (9567, 0),
        (FEE, 0),
    ]
    assert preview(order, {2: 1}).total.amount == 9567


def test_the_last_piece_refunds_the_order_and_the_fee_may_stay(channels):
    """Fees that stay with the shop do not count."""
    order = paid_by_balance({"TEA-01": 2})
    refund_of(order, {1: 1})
    assert status_of(order) == "awaiting_shipment"

    refund_of(order, {1: 1})

    order = fresh(order)
    assert (order.status, order.after_sales_status) == ("refunded", "none")
    assert books() == {"funds": FEE}
    with pytest.raises(TransitionRefused):
        refund_of(order, {}, shipping=True)
    assert Refund.objects.count() == 2


def test_the_fee_is_a_line_of_its_own_and_goes_back_once(channels):
    """Trap 64."""
    order = paid_by_balance({"TEA-01": 2})

    assert rows(refund_of(order, {1: 1}, shipping=True)) == [
        ("goods", 1, 1, 9900),
        ("shipping", None, 0, FEE),
    ]
    with pytest.raises(NothingToRefund):
        refund_of(order, {}, shipping=True)
    assert rows(refund_of(order, None, shipping=True)) == [("goods", 1, 1, 9900)]
    assert (status_of(order), books()) == ("refunded", {})


def test_goodwill_comes_from_what_is_left_and_is_never_paid_twice(channels):
    order = paid_by_balance({"TEA-01": 2, "TEA-02": 1})

    goodwill = refund_of(order, {}, goodwill_amount=3050)
    assert rows(goodwill) == [
        ("goodwill", 1, 0, 1980),
        ("goodwill", 2, 0, 990),
        ("goodwill", None, 0, 80),
    ]
    assert lines_of(order) == [(0, 0, 1980, 17820), (0, 0, 990, 8910)]

    assert [refund_of(order, {1: 1}).amount for _piece in range(2)] == [9900, 7920]
    assert refund_of(order, {2: 1}, shipping=True).amount == 8910 + 720
    assert (status_of(order), what_is_left(), books()) == ("refunded", 0, {})


def test_the_last_fen_refunds_the_order_and_frees_its_goods(channels):
    order = paid_by_balance({"TEA-01": 2})

    refund_of(order, {}, goodwill_amount=2 * 9900 + FEE)

    assert status_of(order) == "refunded"
    assert lines_of(order) == [(2, 2, 19800, 0)]
    assert StockItem.objects.get().reserved == 0


def test_shipped_pieces_come_back_and_unshipped_ones_are_not_sent(channels):
    order = paid_by_balance({"TEA-01": 3})
    dispatch(order, {1: 2}, at=now())

    refund_of(order, {1: 2})

    assert lines_of(order) == [(1, 2, 19800, 9900)]
    assert fresh(order).status == "shipped"


def test_more_than_is_left_is_refused_and_nothing_moves(channels):
    """Trap 65."""
    order = paid_by_balance({"TEA-01": 2})
    refund_of(order, {1: 1})

    for lines, left in (({1: 2}, 1), ({2: 1}, 0)):
        with pytest.raises(MorePiecesThanLeft) as refused:
            refund_of(order, lines)
        assert refused.value.facts["left"] == left
    with pytest.raises(MoreMoneyThanLeft) as refused:
        refund_of(order, {}, goodwill_amount=9900 + FEE + 1)
    assert refused.value.facts["left"] == 9900 + FEE

    assert lines_of(order) == [(1, 1, 9900, 9900)]
    assert Refund.objects.count() == 1


def test_what_is_confirmed_is_what_was_shown(channels):
    order = paid_by_balance({"TEA-01": 2})
    seen = preview(order, {1: 1}, goodwill_amount=500)

    refund_of(order, {}, goodwill_amount=3000)
    with pytest.raises(RefundChanged):
        refund_of(order, {1: 1}, goodwill_amount=500, expected=seen.fingerprint)
    again = preview(order, {1: 1}, goodwill_amount=500)
    done = refund_of(order, {1: 1}, goodwill_amount=500, expected=again.fingerprint)

    assert (seen.total.amount, done.amount) == (10400, again.total.amount)


def test_goods_that_cost_nothing_are_refunded_too(channels):
    order = paid_by_balance({"TEA-01": 2, "TEA-02": 1}, off={2: 9900})

    refund = refund_of(order, {2: 1})

    assert (refund.amount, rows(refund)) == (0, [("goods", 2, 1, 0)])
    assert refund.finished_at is not None
    assert fresh(order).after_sales_status == "partially_refunded"


# --- instalments --------------------------------------------------------------------------


def paid_in_two(basket, deposit: int, *, refundable: bool = True):
    """The deposit by balance, the rest as well: two tenders over the same lines."""
    order = an_order_of(basket, member=with_balance(10_000_000))
    in_two_instalments(order, deposit, refundable=refundable)
    start(order, "balance")
    start(order, "balance")
    return fresh(order)


def test_what_is_half_paid_is_refunded_whole_or_not_at_all(channels):
    order = an_order_of({"TEA-01": 2}, member=with_balance(10_000_000))
    in_two_instalments(order, 5000)
    start(order, "balance")

    with pytest.raises(RefundWholeOrder):
        refund_of(order, {1: 1})
    assert refund_of(order, None, shipping=True).amount == 5000
    assert (status_of(order), books()) == ("refunded", {})
    assert set(order.instalments.values_list("status", flat=True)) == {"captured", "void"}


def test_while_the_rest_is_being_paid_nothing_is_refunded(wechat):
    order = an_order_of({"TEA-01": 2}, member=with_balance(10_000_000))
    in_two_instalments(order, 5000)
    start(order, "balance")
    start(order, "wechat")

    with pytest.raises(AttemptOpen):
        refund_of(order, None, shipping=True)

    assert (status_of(order), what_is_left()) == ("pending_payment", 5000)


def test_a_deposit_stays_with_the_shop_until_goods_are_shipped_or_the_shop_fails(channels):
    order = paid_in_two({"TEA-01": 2}, 5000, refundable=False)

    shown = {
        with_deposit: preview(order, None, shipping=True, with_deposit=with_deposit)
        for with_deposit in (False, True)
    }
    assert shown[False].total.amount == 2 * 9900 + FEE - 5000
    assert shown[True].total.amount == 2 * 9900 + FEE
    assert shown[False].everything

    dispatch(order, {1: 1}, at=now())
    assert preview(order, None, shipping=True, with_deposit=False).total == shown[True].total
    services.request_refund(order_id=order.pk, reason="", actor=STAFF, at=now())
    assert books() == {}


@pytest.mark.parametrize("seed", range(3))
def test_any_pieces_in_any_order_end_exact(channels, seed):
    """Whatever the pieces, in the end every line and tender got back what it paid."""
    dice = random.Random(seed)
    basket = {f"TEA-0{n}": dice.randint(1, 4) for n in range(1, 4)}
    order = paid_in_two(basket, dice.randint(1, 9900))

    while left := _pieces_left(fresh(order)):
        number = dice.choice([*left])
        pieces = dice.randint(1, left[number])
        last = left == {number: pieces}
        goodwill = 0 if last else dice.randint(0, 500)
        refund_of(order, {number: pieces}, shipping=last or seed == 1, goodwill_amount=goodwill)

    assert (status_of(order), what_is_left(), books()) == ("refunded", 0, {})
    assert sum(refund.amount for refund in Refund.objects.all()) == order.payable_amount
    assert all(took == gave for took, gave in given_back())


@pytest.mark.parametrize("seed", range(2))
def test_points_cards_and_balance_each_get_back_what_they_paid(channels, seed):
    """In any pieces: points as points, cards as cards, and no fen between them."""
    dice = random.Random(seed)
    member = with_balance(100_000)
    give(member, 3_000 + dice.randint(0, 99))
    credit(member, 4_321)
    order = an_order_of({"TEA-01": 3, "TEA-02": 2}, member=member)
    Order.objects.filter(pk=order.pk).update(points_cap_amount=order.payable_amount // 2)
    had = _purses(member)
    start(order, "points", "stored_value", "balance")

    while left := _pieces_left(fresh(order)):
        number = dice.choice([*left])
        pieces = dice.randint(1, left[number])
        refund_of(order, {number: pieces}, shipping=left == {number: pieces})

    assert (status_of(order), what_is_left(), _purses(member)) == ("refunded", 0, had)
    assert sum(refund.points for refund in Refund.objects.all()) == 3_000


def _purses(member) -> tuple[int, int, int]:
    points_, cards = assets.points(member.pk), assets.stored_value(member.pk)
    return points_.available, cards.available, available(member)


def _pieces_left(order) -> dict[int, int]:
    left = {line.number: line.quantity - line.refunded_quantity for line in order.lines.all()}
    return {number: pieces for number, pieces in left.items() if pieces}
