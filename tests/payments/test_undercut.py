"""Goods that come back undercut the threshold of a reduction: kept, or taken off the refund."""

import pytest

from orders.models import Order, OrderDiscount
from tests.orders.factories import status_of
from tests.payments.factories import books, start, with_balance
from tests.payments.refunding import an_order_of, fresh, refund_of, rows, what_is_left

pytestmark = pytest.mark.django_db


def bought(*, undercut: str) -> Order:
    """Two lines at 99.00 with 40.00 off from 150.00 on, by a rule that the order has kept."""
    order = an_order_of({"TEA-01": 1, "TEA-02": 1}, member=with_balance(100_000))
    for line, amount in zip(order.lines.all(), (2001, 1999), strict=True):
        OrderDiscount.objects.create(
            order=order,
            line=line,
            kind="full_reduction",
            code="F1",
            name="150-40",
            bearer="platform",
            amount=amount,
            threshold_amount=15000,
        )
        line.discount_amount = amount
        line.save()
    order.discount_amount, order.payable_amount = 4000, order.payable_amount - 4000
    order.undercut = undercut
    order.save(update_fields=["discount_amount", "payable_amount", "undercut"])
    order.instalments.update(amount=order.payable_amount)
    start(order, "balance")
    return fresh(order)


def test_what_was_taken_off_the_goods_that_stay_is_kept(channels):
    """Trap 25, one way."""
    order = bought(undercut="keep")

    assert refund_of(order, {1: 1}).amount == 9900 - 2001
    assert refund_of(order, {2: 1}, shipping=True).amount == 9900 - 1999 + 800
    assert (status_of(order), what_is_left()) == ("refunded", 0)


def test_what_was_taken_off_the_goods_that_stay_is_taken_off_the_refund(channels):
    """Trap 25, the other: and given back once nothing stays that was not earned."""
    order = bought(undercut="claw_back")

    first = refund_of(order, {1: 1})
    assert rows(first) == [("goods", 1, 1, 7899), ("undercut", 1, 0, -1999)]
    assert first.amount == 7899 - 1999
    last = refund_of(order, {2: 1}, shipping=True)

    assert rows(last) == [
        ("goods", 2, 1, 7901),
        ("undercut", 1, 0, 1999),
        ("shipping", None, 0, 800),
    ]
    assert first.amount + last.amount == order.payable_amount
    assert (status_of(order), what_is_left(), books()) == ("refunded", 0, {})
