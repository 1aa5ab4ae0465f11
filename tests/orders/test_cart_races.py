"""Two windows on one cart, with real threads on real transactions."""

import threading
from collections.abc import Mapping

import pytest
from django.db import connection

from core.actor import Actor
from core.db import atomic
from orders import services
from orders.errors import CartChanged, CartFull, NothingSelected
from orders.models import CartLine, Order
from orders.rules import MAX_CART_LINES
from orders.services import Item
from products.models import StockItem
from tests.orders.carts import fill, in_cart
from tests.orders.factories import NOON, a_member, a_shop, an_address
from tests.payments.waiting import until
from tests.products.factories import SkuFactory
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def member():
    return a_member()


@pytest.fixture
def order_the_cart(member):
    """What a window does that has just shown the quote of the whole cart."""
    a_shop({"TEA-01": 100, "TEA-02": 100})
    fill(member, {"TEA-01": 1, "TEA-02": 2})
    address = an_address(member)
    seen = services.quote_cart(member_id=member.pk, address_id=address.public_id, at=NOON).quote

    def order() -> Order:
        return services.place_cart(
            member_id=member.pk,
            address_id=address.public_id,
            fingerprint=seen.fingerprint,
            actor=Actor.member(member.pk),
            at=NOON,
        )

    return order


def reserved() -> int:
    return sum(StockItem.objects.values_list("reserved", flat=True))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_windows_that_order_one_cart_get_one_order(member, order_the_cart, _round):
    outcomes = race([order_the_cart] * 2)

    (placed,) = [outcome for outcome in outcomes if isinstance(outcome, Order)]
    (refused,) = [outcome for outcome in outcomes if outcome is not placed]
    assert isinstance(refused, (CartChanged, NothingSelected))
    assert [order.pk for order in Order.objects.all()] == [placed.pk]
    assert (in_cart(member), reserved()) == ({}, 3)


def test_both_have_read_the_cart_and_still_one_gets_it(member, order_the_cart, monkeypatch):
    both_have_read = threading.Barrier(2)
    take = services.place.take_from_cart

    def take_when_both_have_read(*, member_id: int, bought: Mapping[int, int]) -> None:
        both_have_read.wait(timeout=60)
        take(member_id=member_id, bought=bought)

    monkeypatch.setattr(services.place, "take_from_cart", take_when_both_have_read)

    outcomes = race([order_the_cart] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CartChanged", "Order"]
    assert (Order.objects.count(), in_cart(member), reserved()) == (1, {}, 3)


def test_without_the_lock_they_would_get_two_orders(member, order_the_cart, monkeypatch):
    both_have_read = threading.Barrier(2)

    def take_unlocked(*, member_id: int, bought: Mapping[int, int]) -> None:
        lines = CartLine.objects.filter(member_id=member_id, selected=True, sku_id__in=bought)
        ids = {line.pk for line in lines if line.quantity == bought[line.sku_id]}
        both_have_read.wait(timeout=60)
        if len(ids) != len(bought):
            raise CartChanged
        CartLine.objects.filter(pk__in=ids).delete()

    monkeypatch.setattr(services.place, "take_from_cart", take_unlocked)

    outcomes = race([order_the_cart] * 2)

    assert [type(outcome).__name__ for outcome in outcomes] == ["Order", "Order"]
    assert reserved() == 6


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
            " AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


def test_an_order_that_had_to_wait_for_a_change_sees_it(member, order_the_cart):
    changed = threading.Event()

    @atomic
    def change_and_commit_once_the_order_waits() -> None:
        services.change_cart_line(member_id=member.pk, sku_code="TEA-01", quantity=5)
        changed.set()
        until(somebody_waits_for_us)

    def order_meanwhile() -> Order:
        changed.wait(timeout=60)
        return order_the_cart()

    outcomes = race([change_and_commit_once_the_order_waits, order_meanwhile])

    assert [type(outcome).__name__ for outcome in outcomes] == ["NoneType", "CartChanged"]
    assert (in_cart(member), reserved()) == ({"TEA-01": 5, "TEA-02": 2}, 0)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_what_is_added_while_the_cart_is_ordered_is_neither_lost_nor_ordered_unseen(
    member, order_the_cart, _round
):
    placed, added = race([order_the_cart, lambda: fill(member, {"TEA-01": 1})])

    assert added is None
    if isinstance(placed, Order):
        assert (in_cart(member), reserved()) == ({"TEA-01": 1}, 3)
    else:  # the addition came first: the window shows the new quote, or that the cart changed
        assert type(placed).__name__ in {"QuoteChanged", "CartChanged"}
        assert (in_cart(member), reserved()) == ({"TEA-01": 2, "TEA-02": 2}, 0)


def test_one_sku_added_by_ten_at_once_to_an_empty_cart_is_there_ten_times(member):
    a_shop()

    outcomes = race([lambda: fill(member, {"TEA-01": 1})] * 10)

    assert outcomes == [None] * 10
    assert in_cart(member) == {"TEA-01": 10}


def test_without_the_lock_an_addition_would_not_see_the_other(member, monkeypatch):
    a_shop()
    both_have_read = threading.Barrier(2)

    def read_unlocked(member_id: int) -> list[CartLine]:
        lines = list(CartLine.objects.filter(member_id=member_id))
        both_have_read.wait(timeout=60)
        return lines

    monkeypatch.setattr(services.cart, "locked_cart", read_unlocked)

    outcomes = race([lambda: fill(member, {"TEA-01": 1})] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "NoneType"]
    assert in_cart(member) == {"TEA-01": 1}


def test_the_last_place_in_a_cart_is_given_once(member):
    skus = [SkuFactory(code=f"FULL-{n:03}") for n in range(MAX_CART_LINES + 1)]
    CartLine.objects.bulk_create(
        CartLine(member=member, sku=sku, quantity=1, added_at=NOON)
        for sku in skus[: MAX_CART_LINES - 1]
    )

    outcomes = race(
        [
            lambda: fill(member, {skus[-1].code: 1}),
            lambda: services.merge_into_cart(
                member_id=member.pk, items=[Item(skus[-2].code, 1)], at=NOON
            ),
        ]
    )

    added, left_out = outcomes
    assert CartLine.objects.count() == MAX_CART_LINES
    assert isinstance(added, CartFull) != bool(left_out)
