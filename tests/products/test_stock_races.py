"""Many buyers at once. Each race was seen to fail with its guard taken away (see each test)."""

import random
from collections import Counter

import pytest

from products.errors import InsufficientStock
from products.services import (
    adjust_stock,
    issue_stock,
    receive_stock,
    release_lines,
    release_stock,
    reserve_stock,
)
from products.sourcing import Allocation, Demand
from tests.products.factories import (
    KEEPER,
    NOON,
    SHANGHAI,
    SHOPPER,
    SkuFactory,
    WarehouseFactory,
    stocked,
)
from tests.products.figures import broken_laws, counters
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def buying(number, *demand, destination=SHANGHAI):
    return lambda: reserve_stock(
        reference=f"order-{number}",
        demand=demand,
        destination=destination,
        actor=SHOPPER,
        at=NOON,
    )


def tally(outcomes):
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_the_last_piece_is_sold_once():
    """Fails without the lock in the statement: the table's CHECK answers IntegrityError."""
    tea = stocked(quantity=1)

    outcomes = race([buying(number, Demand(1, tea.sku_id, 1)) for number in range(20)])

    assert tally(outcomes) == {"SourcingResult": 1, "InsufficientStock": 19}
    assert counters(tea) == (1, 1)
    assert broken_laws() == []


def test_of_twenty_buyers_exactly_those_win_whom_the_stock_can_serve():
    tea = stocked(quantity=14)
    tea.safety = 4
    tea.save(update_fields=["safety"])

    outcomes = race([buying(number, Demand(1, tea.sku_id, 2)) for number in range(20)])

    assert tally(outcomes) == {"SourcingResult": 5, "InsufficientStock": 15}
    assert counters(tea) == (14, 10)
    losers = [each for each in outcomes if isinstance(each, InsufficientStock)]
    assert all(each.facts["shortages"][0]["available"] < 2 for each in losers)
    assert broken_laws() == []


def test_the_losers_of_one_warehouse_are_served_by_the_next():
    tea = SkuFactory()
    near = stocked(tea, 6, serves_regions=["310000"])
    far, farther = stocked(tea, 5, priority=1), stocked(tea, 4, priority=2)

    outcomes = race([buying(number, Demand(1, tea.pk, 1)) for number in range(20)])

    assert tally(outcomes) == {"SourcingResult": 15, "InsufficientStock": 5}
    assert [counters(near), counters(far), counters(farther)] == [(6, 6), (5, 5), (4, 4)]
    assert broken_laws() == []


def test_carts_in_opposite_order_do_not_deadlock():
    """Fails when the statement locks in the order of the plan: some get Busy (deadlock)."""
    warehouse = WarehouseFactory()
    items = [stocked(quantity=1000, warehouse=warehouse) for _ in range(6)]
    skus = [item.sku_id for item in items]

    def cart(number):
        order = skus if number % 2 else skus[::-1]
        return buying(number, *(Demand(line, sku, 1) for line, sku in enumerate(order, start=1)))

    for each_round in range(3):
        outcomes = race([cart(each_round * 20 + number) for number in range(20)])
        assert tally(outcomes) == {"SourcingResult": 20}
    assert [counters(item) for item in items] == [(1000, 60)] * 6
    assert broken_laws() == []


def test_a_reservation_is_given_back_once_by_however_many():
    """Fails when the reservations are not locked first: reserved falls below its sum."""
    tea = stocked(quantity=100)
    numbers = [f"order-{number}" for number in range(10)]
    for number in range(10):
        buying(number, Demand(1, tea.sku_id, 2))()
    buying("kept", Demand(1, tea.sku_id, 50))()

    def giving_back(numbers):
        return lambda: release_stock(references=numbers, reason="twice", actor=KEEPER, at=NOON)

    # overlapping sets, named forwards and backwards
    outcomes = race(
        [giving_back(numbers[:7]), giving_back(numbers[:2:-1]), giving_back(numbers)] * 4
    )

    assert sum(outcomes) == 10
    assert counters(tea) == (100, 50)
    assert broken_laws() == []


def test_a_parcel_that_leaves_and_an_order_that_gives_back_do_not_both_win():
    tea = stocked(quantity=30)
    buying(1, Demand(1, tea.sku_id, 4))()
    buying("kept", Demand(1, tea.sku_id, 20))()

    def leave():
        issue_stock(
            reference="order-1", allocations=[Allocation(1, tea.pk, 4)], actor=KEEPER, at=NOON
        )

    def give_back():
        return release_stock(references=["order-1"], reason="refund", actor=KEEPER, at=NOON)

    outcomes = race([leave, give_back] * 6)

    left, gave_back = outcomes[0::2].count(None), sum(outcomes[1::2])
    assert (left, gave_back) in {(1, 0), (0, 1)}
    assert tally(outcomes[0::2])["NotReserved"] == 6 - left
    assert counters(tea) == ((26, 20) if left else (30, 20))
    assert broken_laws() == []


def test_two_cancellations_of_a_line_take_no_more_than_it_holds():
    tea = stocked(quantity=30)
    buying(1, Demand(1, tea.sku_id, 3))()
    buying("kept", Demand(1, tea.sku_id, 20))()

    outcomes = race(
        [
            lambda: release_lines(
                reference="order-1", lines={1: 2}, reason="cancelled", actor=KEEPER, at=NOON
            )
        ]
        * 6
    )

    assert tally(outcomes) == {"NoneType": 1, "NotReserved": 5}
    assert counters(tea) == (30, 21)
    assert broken_laws() == []


def test_of_two_counts_of_the_same_shelf_one_is_taken():
    tea = stocked(quantity=10)

    outcomes = race(
        [
            lambda: adjust_stock(
                stock_item_id=tea.pk,
                delta=-1,
                expected_on_hand=10,
                reason="count",
                actor=KEEPER,
                at=NOON,
            )
        ]
        * 8
    )

    assert tally(outcomes) == {"StockItem": 1, "StockChanged": 7}
    assert counters(tea) == (9, 0)
    assert broken_laws() == []


def test_first_receipts_at_once_make_one_stock_item():
    tea, warehouse = SkuFactory(), WarehouseFactory()

    outcomes = race(
        [
            lambda: receive_stock(
                sku_id=tea.pk,
                warehouse_id=warehouse.pk,
                quantity=3,
                reason="PO",
                actor=KEEPER,
                at=NOON,
            )
        ]
        * 8
    )

    assert len(set(outcomes)) == 1
    assert counters(tea.stock_items.get()) == (24, 0)
    assert broken_laws() == []


def test_whatever_happens_at_once_the_figures_add_up():
    """Buying, giving back, shipping, receiving and counting, in every order, on few pieces."""
    skus = [SkuFactory() for _ in range(4)]
    warehouses = [WarehouseFactory() for _ in range(3)]
    items = {
        (sku.pk, warehouse.pk): stocked(sku, 6, warehouse=warehouse)
        for sku in skus
        for warehouse in warehouses
    }

    def shopper(seed):
        chance = random.Random(seed)

        def shop():
            kinds = set()
            for step in range(20):
                number = f"{seed}-{step}"
                chosen = chance.sample(skus, chance.randint(1, 4))
                demand = [
                    Demand(line, sku.pk, chance.randint(1, 3))
                    for line, sku in enumerate(chosen, start=1)
                ]
                try:
                    allocations = buying(number, *demand)().allocations
                except InsufficientStock:
                    kinds.add("short")
                    continue
                kinds.add("bought")
                if chance.random() < 0.6:
                    earlier = [f"order-{seed}-{step - 1}", f"order-{number}"]
                    release_stock(references=earlier, reason="mix", actor=KEEPER, at=NOON)
                else:
                    issue_stock(
                        reference=f"order-{number}", allocations=allocations, actor=KEEPER, at=NOON
                    )
                    sku, warehouse = chance.choice(list(items))
                    receive_stock(
                        sku_id=sku,
                        warehouse_id=warehouse,
                        quantity=2,
                        reason="mix",
                        actor=KEEPER,
                        at=NOON,
                    )
            return kinds

        return shop

    outcomes = race([shopper(seed) for seed in range(8)])

    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert set().union(*outcomes) == {"bought", "short"}
    assert broken_laws() == []
