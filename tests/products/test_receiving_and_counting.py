import pytest
from django.db import transaction

from products.errors import BelowReserved, StockChanged
from products.models import StockItem
from products.services import adjust_stock, receive_stock
from products.sourcing import Demand
from tests.products.factories import KEEPER, NOON, SkuFactory, WarehouseFactory, reserved, stocked
from tests.products.figures import broken_laws, counters, movements

pytestmark = pytest.mark.django_db


def receive(sku, warehouse, quantity):
    return receive_stock(
        sku_id=sku.pk,
        warehouse_id=warehouse.pk,
        quantity=quantity,
        reason="PO-1",
        actor=KEEPER,
        at=NOON,
    )


def adjust(item, delta, seen):
    return adjust_stock(
        stock_item_id=item.pk,
        delta=delta,
        expected_on_hand=seen,
        reason="count",
        actor=KEEPER,
        at=NOON,
    )


def test_the_first_receipt_makes_the_stock_item_and_the_next_adds_to_it():
    tea, warehouse = SkuFactory(), WarehouseFactory()

    assert receive(tea, warehouse, 7) == receive(tea, warehouse, 5)

    item = StockItem.objects.get()
    assert counters(item) == (12, 0)
    assert movements(item) == [("receipt", 7, 0), ("receipt", 5, 0)]
    assert broken_laws() == []


def test_a_receipt_of_nothing_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="at least one piece"):
        receive(SkuFactory(), WarehouseFactory(), 0)


def test_a_count_corrects_by_the_difference():
    tea = stocked(quantity=10)

    assert adjust(tea, -3, seen=10).on_hand == 7

    assert movements(tea)[-1] == ("adjust", -3, 0)
    assert broken_laws() == []


def test_a_figure_that_is_no_longer_true_is_refused():
    tea = stocked(quantity=10)
    adjust(tea, -3, seen=10)

    with pytest.raises(StockChanged) as refused, transaction.atomic():
        adjust(tea, -3, seen=10)

    assert refused.value.facts == {"expected": 10, "on_hand": 7}
    assert counters(tea) == (7, 0)


def test_promised_pieces_cannot_be_counted_away():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 6))

    with pytest.raises(BelowReserved) as refused, transaction.atomic():
        adjust(tea, -5, seen=10)

    assert refused.value.facts == {"reserved": 6, "on_hand": 10, "free": 4}
    assert counters(tea) == (10, 6)
    assert adjust(tea, -4, seen=10).available == 0
