import pytest

from core.db import atomic
from products.errors import InsufficientStock
from products.models import Reservation, StockMovement
from products.services import reserve_stock
from products.sourcing import Allocation, Demand, Reason
from tests.products.factories import (
    BEIJING,
    KEEPER,
    LHASA,
    NOON,
    SHANGHAI,
    SHOPPER,
    SkuFactory,
    WarehouseFactory,
    stocked,
)
from tests.products.figures import broken_laws, counters, movements

pytestmark = pytest.mark.django_db


def reserve(*demand, reference="20261111000001", destination=SHANGHAI):
    return reserve_stock(
        reference=reference, demand=demand, destination=destination, actor=SHOPPER, at=NOON
    )


def test_promises_every_line_and_leaves_on_hand_alone():
    tea, cup = stocked(quantity=10), stocked(quantity=3)

    result = reserve(Demand(1, tea.sku_id, 4), Demand(2, cup.sku_id, 3))

    assert result.allocations == (Allocation(1, tea.pk, 4), Allocation(2, cup.pk, 3))
    assert result.reason == Reason.SPLIT
    assert counters(tea) == (10, 4)
    assert counters(cup) == (3, 3)
    assert movements(tea) == [("receipt", 10, 0), ("reserve", 0, 4)]
    assert list(
        Reservation.objects.order_by("line").values_list(
            "reference", "line", "stock_item", "quantity", "status"
        )
    ) == [
        ("20261111000001", 1, tea.pk, 4, "reserved"),
        ("20261111000001", 2, cup.pk, 3, "reserved"),
    ]
    assert broken_laws() == []


def test_takes_two_statements_whatever_the_number_of_lines(django_assert_num_queries):
    warehouse = WarehouseFactory()
    items = [stocked(warehouse=warehouse) for _ in range(12)]

    with atomic(), django_assert_num_queries(2):
        reserve(*(Demand(line, item.sku_id, 1) for line, item in enumerate(items, start=1)))


def test_two_lines_of_one_sku_share_its_stock():
    tea = stocked(quantity=5)

    with pytest.raises(InsufficientStock) as refused:
        reserve(Demand(1, tea.sku_id, 3), Demand(2, tea.sku_id, 3))

    assert refused.value.facts == {
        "shortages": [{"sku": tea.sku.code, "requested": 6, "available": 5}]
    }
    assert counters(tea) == (5, 0)


def test_names_every_short_sku_and_reserves_nothing():
    tea, cup, pot = stocked(quantity=5), stocked(quantity=1), SkuFactory()

    with pytest.raises(InsufficientStock) as refused:
        reserve(Demand(1, tea.sku_id, 1), Demand(2, cup.sku_id, 2), Demand(3, pot.pk, 1))

    assert refused.value.code == "stock.insufficient"
    assert refused.value.status == 409
    assert refused.value.facts["shortages"] == [
        {"sku": cup.sku.code, "requested": 2, "available": 1},
        {"sku": pot.code, "requested": 1, "available": 0},
    ]
    assert f"{cup.sku.code}: " in refused.value.detail
    assert [counters(tea), counters(cup)] == [(5, 0), (1, 0)]
    assert not Reservation.objects.exists()
    assert not StockMovement.objects.filter(kind="reserve").exists()


def test_safety_stock_is_not_offered():
    tea = stocked(quantity=5)
    tea.safety = 3
    tea.save(update_fields=["safety"])

    with pytest.raises(InsufficientStock) as refused:
        reserve(Demand(1, tea.sku_id, 3))

    assert refused.value.facts["shortages"][0]["available"] == 2


def test_stores_and_closed_warehouses_do_not_ship():
    tea = SkuFactory()
    stocked(tea, kind="store")
    stocked(tea, is_active=False)

    with pytest.raises(InsufficientStock):
        reserve(Demand(1, tea.pk, 1))


def test_takes_from_the_warehouse_near_the_address():
    tea = SkuFactory()
    east = stocked(tea, serves_regions=["310000", "320000"])
    north = stocked(tea, serves_regions=["110000"])

    assert reserve(Demand(1, tea.pk, 1), destination=BEIJING).allocations == (
        Allocation(1, north.pk, 1),
    )
    assert reserve(Demand(1, tea.pk, 1), reference="2").allocations == (Allocation(1, east.pk, 1),)


def test_divides_a_line_when_no_warehouse_has_all_of_it():
    tea = SkuFactory()
    near = stocked(tea, 3, serves_regions=["540000"])
    far = stocked(tea, 4)

    result = reserve(Demand(1, tea.pk, 6), destination=LHASA)

    assert result.allocations == (Allocation(1, near.pk, 3), Allocation(1, far.pk, 3))
    assert [counters(near), counters(far)] == [(3, 3), (4, 3)]
    assert broken_laws() == []


def test_movements_say_who_and_for_which_order():
    tea = stocked()

    reserve(Demand(1, tea.sku_id, 1))

    movement = StockMovement.objects.get(kind="reserve")
    assert (movement.reference, movement.actor, movement.at) == (
        "20261111000001",
        str(SHOPPER),
        NOON,
    )
    assert StockMovement.objects.get(kind="receipt").actor == str(KEEPER)
