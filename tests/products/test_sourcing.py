from hypothesis import given
from hypothesis import strategies as st

from products.sourcing import Allocation, Availability, Demand, Plan, Reason, Shortage, plan

SHANGHAI = "310101"


def at(warehouse, sku, available, *, near=False, priority=100):
    """A stock item numbered after its warehouse and SKU: 203 is SKU 3 in warehouse 2."""
    serves = ("310000",) if near else ()
    return Availability(warehouse * 100 + sku, sku, warehouse, available, serves, priority)


def test_one_parcel_from_afar_beats_two_from_near():
    found = plan(
        [Demand(1, 1, 1), Demand(2, 2, 1)],
        [at(1, 1, 5, near=True), at(2, 2, 5, near=True), at(3, 1, 5), at(3, 2, 5)],
        SHANGHAI,
    )
    assert found == Plan((Allocation(1, 301, 1), Allocation(2, 302, 1)), Reason.ONLY)


def test_the_nearest_of_those_that_have_everything():
    found = plan([Demand(1, 1, 2)], [at(1, 1, 5, priority=1), at(2, 1, 5, near=True)], SHANGHAI)
    assert found == Plan((Allocation(1, 201, 2),), Reason.NEAREST)


def test_among_equally_near_the_first_in_rank_then_the_first_opened():
    ranked = [at(1, 1, 5, priority=9), at(2, 1, 5, priority=1), at(3, 1, 5, priority=1)]
    found = plan([Demand(1, 1, 2)], ranked, SHANGHAI)
    assert found == Plan((Allocation(1, 201, 2),), Reason.PRIORITY)


def test_no_line_is_divided_that_one_of_the_chosen_can_send_whole():
    found = plan(
        [Demand(1, 1, 3), Demand(2, 2, 3)],
        [at(1, 1, 2, near=True), at(1, 2, 3, near=True), at(2, 1, 3)],
        SHANGHAI,
    )
    assert found == Plan((Allocation(1, 201, 3), Allocation(2, 102, 3)), Reason.SPLIT)


def test_two_lines_of_one_sku_are_summed_before_they_are_checked():
    lines = [Demand(1, 1, 3), Demand(2, 1, 3)]
    assert plan(lines, [at(1, 1, 5)], SHANGHAI) == Shortage(((1, 6, 5),))


def test_four_parcels_are_found_where_three_do_not_do():
    stock = [at(warehouse, 1, 2) for warehouse in (1, 2, 3, 4, 5)]
    found = plan([Demand(1, 1, 8)], stock, SHANGHAI)
    assert isinstance(found, Plan)
    assert [each.quantity for each in found.allocations] == [2, 2, 2, 2]


def test_what_safety_stock_has_eaten_into_does_not_count_against_others():
    assert plan([Demand(1, 1, 3)], [at(1, 1, -2), at(2, 1, 2)], SHANGHAI) == Shortage(((1, 3, 2),))


demands = st.lists(
    st.builds(Demand, st.integers(1, 9), st.integers(1, 3), st.integers(1, 6)),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each.line,
)
stocks = st.lists(
    st.builds(
        at,
        st.integers(1, 6),
        st.integers(1, 3),
        st.integers(-2, 8),
    ),
    max_size=14,
    unique_by=lambda each: each.stock_item_id,
)


@given(demands, stocks, st.randoms())
def test_every_plan_gives_each_line_all_it_asked_for_and_takes_no_more_than_there_is(
    lines, stock, shuffler
):
    found = plan(lines, stock, SHANGHAI)

    if isinstance(found, Shortage):
        assert all(requested > available >= 0 for _sku, requested, available in found.short)
    else:
        for line in lines:
            got = [each for each in found.allocations if each.line == line.line]
            assert sum(each.quantity for each in got) == line.quantity
            assert {each.stock_item_id % 100 for each in got} == {line.sku_id}
        for item in stock:
            taken = sum(
                each.quantity
                for each in found.allocations
                if each.stock_item_id == item.stock_item_id
            )
            assert taken <= max(0, item.available)
    shuffled = (list(lines), list(stock))
    for each in shuffled:
        shuffler.shuffle(each)
    assert plan(*shuffled, SHANGHAI) == found
