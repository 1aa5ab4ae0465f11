import pytest
from django.db import transaction
from django.db.models import ProtectedError

from core.db import atomic
from products.errors import NotReserved
from products.models import Reservation, Sku, StockMovement
from products.services import release_lines, release_stock
from products.sourcing import Demand
from tests.products.factories import KEEPER, NOON, SkuFactory, reserved, stocked
from tests.products.figures import broken_laws, counters, movements

pytestmark = pytest.mark.django_db


def release(*numbers):
    return release_stock(references=numbers, reason="payment timeout", actor=KEEPER, at=NOON)


def rows(number):
    """(line, quantity, status) of an order's reservations."""
    found = Reservation.objects.filter(reference=number).order_by("line", "pk")
    return list(found.values_list("line", "quantity", "status"))


def test_gives_back_all_that_the_orders_hold():
    tea, cup = stocked(quantity=10), stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 2), Demand(2, cup.sku_id, 3))
    reserved("B", Demand(1, tea.sku_id, 4))
    reserved("C", Demand(1, tea.sku_id, 1))

    assert release("A", "B") == 3

    assert [counters(tea), counters(cup)] == [(10, 1), (10, 0)]
    assert [rows("A"), rows("B")] == [
        [(1, 2, "released"), (2, 3, "released")],
        [(1, 4, "released")],
    ]
    assert rows("C") == [(1, 1, "reserved")]
    assert movements(tea)[-2:] == [("release", 0, -2), ("release", 0, -4)]
    assert StockMovement.objects.filter(kind="release", reason="payment timeout").count() == 3
    assert broken_laws() == []


def test_gives_back_once_however_often_it_is_asked():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 2))
    reserved("B", Demand(1, tea.sku_id, 5))

    assert [release("A"), release("A"), release("A", "nobody")] == [1, 0, 0]

    assert counters(tea) == (10, 5)
    assert movements(tea)[-1] == ("release", 0, -2)


def test_five_hundred_orders_are_one_statement(django_assert_num_queries):
    tea = stocked(quantity=500)
    numbers = [f"order-{number}" for number in range(500)]
    for number in numbers:
        reserved(number, Demand(1, tea.sku_id, 1))

    with atomic(), django_assert_num_queries(1):
        assert release(*numbers) == 500

    assert counters(tea) == (500, 0)
    assert broken_laws() == []


def test_goods_that_are_off_sale_meanwhile_come_back_and_cannot_be_deleted():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 3))
    Sku.objects.update(is_active=False)
    with pytest.raises(ProtectedError), transaction.atomic():
        Sku.objects.get().delete()

    release("A")

    assert counters(tea) == (10, 0)
    assert broken_laws() == []


def test_a_released_order_may_be_reserved_anew():
    tea = stocked(quantity=1)
    for _round in range(2):
        reserved("A", Demand(1, tea.sku_id, 1))
        release("A")

    assert rows("A") == [(1, 1, "released"), (1, 1, "released")]
    assert broken_laws() == []


def give_back(number, lines):
    release_lines(reference=number, lines=lines, reason="cancelled", actor=KEEPER, at=NOON)


def test_part_of_a_line_goes_back_and_the_rest_stays_promised():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 6), Demand(2, tea.sku_id, 1))

    give_back("A", {1: 4})

    assert counters(tea) == (10, 3)
    assert rows("A") == [(1, 2, "reserved"), (1, 4, "released"), (2, 1, "reserved")]
    give_back("A", {1: 2, 2: 1})
    assert counters(tea) == (10, 0)
    assert release("A") == 0
    assert broken_laws() == []


def test_a_divided_line_gives_up_its_small_part_first():
    tea = SkuFactory()
    near, far = stocked(tea, 2, serves_regions=["310000"]), stocked(tea, 9)
    # given a line of 10 that takes 2 here and 8 there
    reserved("A", Demand(1, tea.pk, 10))

    give_back("A", {1: 3})

    assert [counters(near), counters(far)] == [(2, 0), (9, 7)]
    assert broken_laws() == []


@pytest.mark.parametrize("lines", [{1: 3}, {1: 1, 2: 1}])
def test_refuses_more_than_a_line_holds_and_moves_nothing(lines):
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 2))

    with pytest.raises(NotReserved):
        give_back("A", lines)

    assert counters(tea) == (10, 2)
    assert rows("A") == [(1, 2, "reserved")]
