"""A flash sale: its quota out of stock and back, what an order gets, and who is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime

from marketing.errors import (
    FlashLimitReached,
    FlashQuotaChanged,
    FlashQuotaTaken,
    FlashSaleEnded,
    FlashSaleNotOpen,
    FlashSaleOver,
    FlashSaleSoldOut,
    NotInFlashSale,
    UnknownDeal,
)
from marketing.models import FlashClaim, FlashItem, FlashSale, PromotionChange
from marketing.rules import FLASH_PAYMENT_TIMEOUT
from marketing.services import (
    change_flash_quota,
    end_flash_sale,
    give_back_deals,
    start_flash_sale,
    take_deal_again,
)
from marketing.tasks import end_flash_sales
from orders import services as orders
from orders.models import Order
from orders.services import Item
from products.errors import InsufficientStock
from products.models import Reservation, StockItem, StockMovement
from products.selectors import reservations_of
from tests.marketing.flash import (
    HOUR,
    MINUTE,
    a_session,
    broken,
    buy,
    close,
    left_of,
    offer_of,
    wanted,
)
from tests.orders.factories import (
    NOON,
    RULE,
    STAFF,
    a_member,
    a_shop,
    an_address,
    dispatch,
    fresh,
    pay,
    place,
)
from tests.products.factories import stocked

pytestmark = pytest.mark.django_db


def counters():
    return list(StockItem.objects.order_by("pk").values_list("on_hand", "reserved"))


def test_the_quota_stands_aside_in_stock_from_the_moment_it_is_set_up():
    skus = a_shop({"TEA-01": 80})

    item = offer_of(a_session(skus, quota=70, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR))

    assert counters() == [(80, 70)]
    slices = Reservation.objects.filter(reference=item.stock_quota)
    assert sorted(slices.values_list("quantity", flat=True)) == [2] * 35
    with pytest.raises(InsufficientStock):
        place({"TEA-01": 11})
    assert broken() == []


def test_what_is_not_in_stock_is_not_set_up():
    skus = a_shop({"TEA-01": 10, "TEA-02": 9})

    with pytest.raises(InsufficientStock):
        a_session(skus, quota=10)


def test_an_order_has_the_sales_price_and_clock_and_moves_no_counter_of_stock():
    item = offer_of(a_session(a_shop({"TEA-01": 40}), limit=2, quota=32))
    before = counters()

    with CaptureQueriesContext(connection) as placing:
        order = buy(item, a_member(), 2)

    (line,) = order.lines.all()
    assert (line.price_kind, line.list_price_amount, line.unit_price_amount, line.amount) == (
        "flash_sale",
        9900,
        1900,
        3800,
    )
    assert (order.entry_point, order.deal_kind, order.deal_reference) == (
        "flash_sale",
        "flash_sale",
        str(item.public_id),
    )
    assert order.payment_due_at == NOON + FLASH_PAYMENT_TIMEOUT.duration == NOON + 5 * MINUTE
    assert order.sourcing_reason == "quota"
    assert order.points_cap_amount == 0
    assert (left_of(item), counters()) == (30, before)
    assert not any("UPDATE products_stockitem" in query["sql"] for query in placing)
    moved = StockMovement.objects.order_by("-pk")[:2]
    assert {(row.kind, row.reserved_delta, row.reference) for row in moved} == {
        ("reserve", 2, order.number),
        ("release", -2, item.stock_quota),
    }
    assert broken() == []


def test_a_session_may_have_a_payment_timeout_of_its_own_and_take_coupons():
    item = offer_of(a_session(a_shop(), pay_within=timedelta(minutes=15), takes_coupons=True))

    assert buy(item, a_member()).payment_due_at == NOON + 15 * MINUTE


def test_what_cannot_be_bought_says_why_and_leaves_everything_as_it_was():
    skus = a_shop({"TEA-01": 50, "TEA-02": 10})
    running = offer_of(a_session({"TEA-01": skus["TEA-01"]}, quota=3, limit=2))
    later = a_session({"TEA-01": skus["TEA-01"]}, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    member = a_member()
    buy(running, member, 2)
    before = counters()

    def refused(error, item=running, quantity=1, at=NOON, member=member):
        with pytest.raises(error) as told:
            buy(item, member, quantity, at=at)
        return told.value

    other = a_member("13800000002")
    assert refused(FlashSaleSoldOut, quantity=2).facts == {"left": 1}
    assert refused(FlashLimitReached).facts == {"limit": 2}
    assert "2026" in refused(FlashSaleNotOpen, offer_of(later)).detail
    refused(FlashSaleOver, at=NOON + HOUR, member=other)
    elsewhere = wanted(running)
    for items in ([Item("TEA-02", 1)], [Item("TEA-01", 1), Item("TEA-02", 1)]):
        with pytest.raises(NotInFlashSale):
            orders.quote_order(
                member_id=other.pk,
                items=items,
                address_id=an_address(other).public_id,
                deal=elsewhere,
                at=NOON,
            )
    for reference in ("nonsense", str(later.public_id)):
        with pytest.raises(UnknownDeal):
            orders.quote_order(
                member_id=other.pk,
                items=[Item("TEA-01", 1)],
                address_id=an_address(other).public_id,
                deal=type(elsewhere)(elsewhere.kind, reference),
                at=NOON,
            )
    assert (Order.objects.count(), left_of(running), counters()) == (1, 1, before)


def test_sold_out_is_told_by_one_read_without_a_lock():
    item = offer_of(a_session(a_shop(), quota=1))
    buy(item, a_member())
    late = a_member("13800000002")
    address = an_address(late)

    with CaptureQueriesContext(connection) as asked, pytest.raises(FlashSaleSoldOut) as told:
        buy(item, late, address=address)

    assert told.value.facts == {"left": 0}
    (read,) = (query["sql"] for query in asked if "SAVEPOINT" not in query["sql"])
    assert read.startswith("SELECT")
    assert " FOR " not in read


def test_an_order_that_closes_puts_its_pieces_on_sale_again():
    item = offer_of(a_session(a_shop(), quota=1))
    order = buy(item, a_member())
    before = counters()

    close(order)

    assert (left_of(item), counters()) == (1, before)
    again = buy(item, a_member())  # the same member: the limit is free again as well
    assert (left_of(item), again.status) == (0, "pending_payment")
    assert broken() == []


def test_a_sweep_gives_many_back_in_slices_that_others_can_take_apart():
    item = offer_of(a_session(a_shop({"TEA-01": 200}), quota=128, limit=4))
    bought = [buy(item, a_member(f"1380000{n:04}"), 4) for n in range(10)]

    closed = orders.close_orders(
        order_ids=[order.pk for order in bought], actor=RULE, reason="timeout", at=NOON
    )

    assert len(closed) == 10
    slices = Reservation.objects.open().filter(reference=item.stock_quota)
    assert (left_of(item), set(slices.values_list("quantity", flat=True))) == (128, {4})
    assert broken() == []


def test_after_the_end_what_comes_back_is_stock():
    sale = a_session(a_shop(), quota=6)
    item = offer_of(sale)
    order = buy(item, a_member())

    end_flash_sale(sale_id=sale.pk, actor=STAFF, at=NOON + MINUTE)
    assert (left_of(item), counters()) == (0, [(10, 1)])
    close(order, at=NOON + 2 * MINUTE)

    assert (left_of(item), counters()) == (0, [(10, 0)])
    assert broken() == []


def test_a_session_whose_time_is_over_is_ended_by_the_sweep(monkeypatch):
    sale = a_session(a_shop(), quota=6)
    monkeypatch.setattr("core.clock.now", lambda: NOON + HOUR)

    end_flash_sales()
    end_flash_sales()

    sale.refresh_from_db()
    assert (sale.ended_at, sale.ended_by) == (NOON + HOUR, "rule:flash_sale")
    _born, ended = PromotionChange.objects.order_by("pk")
    assert (ended.before, ended.actor) == ({"ended_at": None}, "rule:flash_sale")
    assert parse_datetime(ended.after["ended_at"]) == NOON + HOUR
    assert counters() == [(10, 0)]
    assert broken() == []


def test_cancelled_goods_of_a_paid_order_are_on_sale_again_while_the_session_runs():
    sale = a_session(a_shop(), quota=6, limit=3)
    item = offer_of(sale)
    order = buy(item, a_member(), 3)
    pay(order)

    def cancel(quantity):
        orders.cancel_lines(
            order_id=order.pk, quantities={1: quantity}, reason="refund", actor=STAFF, at=NOON
        )

    cancel(1)
    assert (left_of(item), counters()) == (4, [(10, 6)])
    assert FlashClaim.objects.get().given_back_quantity == 1
    assert broken() == []
    end_flash_sale(sale_id=sale.pk, actor=STAFF, at=NOON)
    cancel(1)
    assert (left_of(item), counters()) == (0, [(10, 1)])
    dispatch(fresh(order))
    assert counters() == [(9, 0)]
    assert broken() == []


def test_a_closed_order_takes_its_pieces_again_only_while_there_are_any():
    sale = a_session(a_shop(), quota=1)
    item = offer_of(sale)
    order = buy(item, a_member())
    close(order)

    def again(at=NOON):
        take_deal_again(kind="flash_sale", reference=order.number, at=at)

    again()
    again()  # twice is once
    assert left_of(item) == 0
    held = reservations_of(order.number).filter(status="reserved")
    assert [(row.line, row.quantity) for row in held] == [(1, 1)]
    assert FlashClaim.objects.get().given_back_quantity == 0

    give_back_deals([("flash_sale", order.number)], at=NOON)  # nobody paid after all


@pytest.mark.parametrize(
    ("since", "error"),
    [
        (lambda item: buy(item, a_member("13800000002")), FlashSaleSoldOut),
        (lambda item: buy(item, a_member()), FlashLimitReached),
        (lambda item: end_flash_sale(sale_id=item.sale_id, actor=STAFF, at=NOON), FlashSaleOver),
    ],
    ids=["sold meanwhile", "bought once more", "over"],
)
@pytest.mark.django_db(transaction=True)
def test_a_closed_order_stays_closed_where_its_pieces_are_gone(since, error):
    item = offer_of(a_session(a_shop(), quota=1))
    order = buy(item, a_member())
    close(order)
    since(item)
    left = left_of(item)

    with pytest.raises(error):
        take_deal_again(kind="flash_sale", reference=order.number, at=NOON)

    assert FlashClaim.objects.get(reference=order.number).given_back_quantity == 1
    assert left_of(item) == left
    assert broken() == []


def test_the_quota_changes_while_the_session_runs():
    sale = a_session(a_shop(), quota=4)
    item = offer_of(sale)
    buy(item, a_member())

    def change(quota, expected):
        return change_flash_quota(
            item_id=item.pk, quota=quota, expected_quota=expected, actor=STAFF, at=NOON
        )

    change(9, 4)
    assert (left_of(item), counters()) == (8, [(10, 9)])
    change(3, 9)
    assert (left_of(item), counters()) == (2, [(10, 3)])
    assert broken() == []
    with pytest.raises(FlashQuotaChanged):
        change(5, 9)
    assert (FlashItem.objects.get().quota, left_of(item)) == (3, 2)


@pytest.mark.parametrize(
    ("quota", "error"),
    [(1, FlashQuotaTaken), (12, InsufficientStock)],
    ids=["sold", "too much"],
)
@pytest.mark.django_db(transaction=True)
def test_a_quota_does_not_become_smaller_than_what_is_sold_nor_larger_than_stock(quota, error):
    item = offer_of(a_session(a_shop(), quota=4, limit=2))
    buy(item, a_member(), 2)

    with pytest.raises(error):
        change_flash_quota(item_id=item.pk, quota=quota, expected_quota=4, actor=STAFF, at=NOON)

    assert (FlashItem.objects.get().quota, left_of(item), counters()) == (4, 2, [(10, 4)])


def test_staff_begin_a_session_at_once_and_never_one_that_has_ended():
    sale = a_session(a_shop(), starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)

    start_flash_sale(sale_id=sale.pk, actor=STAFF, at=NOON)
    assert buy(offer_of(sale), a_member()).status == "pending_payment"
    end_flash_sale(sale_id=sale.pk, actor=STAFF, at=NOON)

    with pytest.raises(FlashSaleEnded):
        start_flash_sale(sale_id=sale.pk, actor=STAFF, at=NOON)
    assert FlashSale.objects.get().ended_by == str(STAFF)


def test_a_quota_from_several_warehouses_serves_an_order_from_both():
    skus = a_shop({"TEA-01": 3})
    stocked(skus["TEA-01"], quantity=2)
    item = offer_of(a_session(skus, quota=5, limit=4))

    order = buy(item, a_member(), 4)

    held = sorted(reservations_of(order.number).values_list("quantity", flat=True))
    assert (sum(held), len(held), left_of(item)) == (4, 2, 1)
    assert broken() == []
