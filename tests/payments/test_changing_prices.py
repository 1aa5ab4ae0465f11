"""改价: staff let an unpaid order cost less; what is open at a provider is closed first."""

from collections.abc import Mapping

import pytest

from core.actor import Actor
from orders.errors import OrderChanged, PriceNotLowered
from orders.models import Order, OrderDiscount
from payments import services
from payments.errors import PaymentAlreadyMade
from tests.orders.factories import a_shop, fresh, place, status_of
from tests.payments.factories import PRICE, an_order, available, now, start, with_balance

pytestmark = pytest.mark.django_db
STAFF = Actor.staff(7)


def change(order: Order, lines: Mapping[int, int], shipping: int, **more: int) -> Order:
    return services.change_price(
        order_id=order.pk,
        lines=lines,
        shipping_amount=shipping,
        reason="regular customer",
        actor=STAFF,
        at=now(),
        **more,
    )


def figures(order: Order) -> dict[str, object]:
    order = fresh(order)
    return {
        "payable": order.payable_amount,
        "discount": order.discount_amount,
        "lines": [line.discount_amount for line in order.lines.all()],
        "instalments": [i.amount for i in order.instalments.all()],
        "rows": sorted((d.line_number or 0, d.amount) for d in order.discounts.all()),
    }


def test_a_lower_price_is_a_reduction_of_each_line_and_of_the_fee():
    a_shop({"TEA-01": 10, "TEA-02": 5})
    order = place({"TEA-01": 1, "TEA-02": 1}, at=now())
    first, second = (line.amount for line in order.lines.all())

    change(order, {1: first - 1900, 2: second}, order.shipping_amount - 300)

    payable = first + second + order.shipping_amount - 2200
    assert figures(order) == {
        "payable": payable,
        "discount": 2200,
        "lines": [1900, 0],
        "instalments": [payable],
        "rows": [(0, 300), (1, 1900)],
    }
    told = order.timeline.get(kind="order.change_price")
    assert (told.actor, told.facts["before_amount"], told.facts["after_amount"]) == (
        "staff:7",
        payable + 2200,
        payable,
    )


def test_an_order_that_comes_to_nothing_is_paid_with_it():
    order = an_order()

    change(order, {1: 0}, 0)

    assert status_of(order) == "awaiting_shipment"
    assert figures(order)["payable"] == 0


def test_what_is_open_at_the_provider_is_closed_first_and_the_new_price_is_asked_for(wechat):
    order = an_order()
    before = start(order)

    change(order, {1: 5000}, 800)
    after = start(order)

    before.refresh_from_db()
    assert before.status == "closed"
    assert (after.amount, after.out_trade_no != before.out_trade_no) == (5800, True)


def test_an_order_that_was_paid_meanwhile_keeps_its_price(wechat):
    order = an_order()
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)

    with pytest.raises(PaymentAlreadyMade):
        change(order, {1: 5000}, 800)

    assert figures(order)["payable"] == PRICE
    assert status_of(order) == "awaiting_shipment"


@pytest.mark.parametrize(
    ("lines", "shipping"),
    [
        ({1: 9901}, 800),  # a line that would cost more
        ({1: 9900}, 801),  # a fee that would be higher
        ({1: 9900}, 800),  # nothing changes
        ({1: -1}, 800),
        ({2: 100}, 800),  # no such line
    ],
)
def test_nothing_is_raised_and_nothing_is_half_done(lines, shipping):
    order = an_order()

    with pytest.raises(PriceNotLowered):
        change(order, lines, shipping)

    assert figures(order)["payable"] == PRICE
    assert not OrderDiscount.objects.exists()


def test_neither_a_paid_order_nor_one_that_has_changed_gets_another_price(channels):
    member = with_balance(20000)
    order = an_order(member)
    with pytest.raises(OrderChanged):
        change(order, {1: 5000}, 800, version=order.version + 1)
    start(order, "balance")

    with pytest.raises(PriceNotLowered):
        change(order, {1: 5000}, 800)

    assert available(member) == 20000 - PRICE
