import pytest
from django.db import IntegrityError, InternalError, transaction

from products.errors import NotReserved
from products.models import Reservation, StockItem, StockMovement
from products.services import issue_stock, release_stock
from products.sourcing import Allocation, Demand
from tests.products.factories import KEEPER, NOON, reserved, stocked
from tests.products.figures import broken_laws, counters, movements

pytestmark = pytest.mark.django_db


def issue(number, *allocations):
    issue_stock(reference=number, allocations=allocations, actor=KEEPER, at=NOON)


def test_on_hand_falls_at_dispatch_and_only_then():
    tea = stocked(quantity=10)
    allocations = reserved("A", Demand(1, tea.sku_id, 3), Demand(2, tea.sku_id, 1))
    assert counters(tea) == (10, 4)

    issue("A", *allocations)

    assert counters(tea) == (6, 0)
    assert movements(tea)[-2:] == [("ship", -3, -3), ("ship", -1, -1)]
    assert set(Reservation.objects.values_list("status", flat=True)) == {"issued"}
    assert broken_laws() == []


def test_ships_part_now_and_the_rest_later():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 6))

    issue("A", Allocation(1, tea.pk, 1), Allocation(1, tea.pk, 3))
    assert counters(tea) == (6, 2)
    assert broken_laws() == []

    # what is still held goes back; what left stays gone
    assert release_stock(references=["A"], reason="refunded", actor=KEEPER, at=NOON) == 1
    assert counters(tea) == (6, 0)
    assert broken_laws() == []


def test_refuses_what_is_not_reserved_and_moves_nothing():
    tea, cup = stocked(quantity=10), stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 2), Demand(2, cup.sku_id, 2))

    with pytest.raises(NotReserved), transaction.atomic():
        issue("A", Allocation(1, tea.pk, 2), Allocation(2, cup.pk, 3))

    assert [counters(tea), counters(cup)] == [(10, 2), (10, 2)]
    assert not StockMovement.objects.filter(kind="ship").exists()


def test_a_parcel_leaves_once():
    tea = stocked(quantity=10)
    allocations = reserved("A", Demand(1, tea.sku_id, 2))
    issue("A", *allocations)

    with pytest.raises(NotReserved), transaction.atomic():
        issue("A", *allocations)

    assert counters(tea) == (8, 0)


def test_the_table_itself_refuses_to_promise_what_is_not_there():
    tea = stocked(quantity=2)

    for figures in ({"reserved": 3}, {"reserved": -1}, {"on_hand": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StockItem.objects.filter(pk=tea.pk).update(**figures)


def test_a_line_holds_a_stock_item_once():
    tea = stocked(quantity=5)
    reserved("A", Demand(1, tea.sku_id, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        reserved("A", Demand(1, tea.sku_id, 1))

    assert counters(tea) == (5, 1)


def test_a_closed_reservation_never_opens_again():
    tea = stocked(quantity=5)
    issue("A", *reserved("A", Demand(1, tea.sku_id, 1)))

    for status in ("reserved", "released"):
        with pytest.raises(InternalError), transaction.atomic():
            Reservation.objects.update(status=status, closed_at=None)


def test_movements_are_written_once():
    stocked(quantity=5)

    with pytest.raises(InternalError), transaction.atomic():
        StockMovement.objects.update(on_hand_delta=6)
    with pytest.raises(InternalError), transaction.atomic():
        StockMovement.objects.all().delete()
