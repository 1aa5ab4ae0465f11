import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import allocate, allocate_within, format_amount

totals = st.integers(min_value=0, max_value=10**13)
weights = st.lists(st.integers(min_value=0, max_value=10**10), min_size=1, max_size=30).filter(sum)


@given(total=totals, weights=weights)
def test_parts_sum_to_the_whole(total, weights):
    assert sum(allocate(total, weights)) == total


@given(total=totals, weights=weights)
def test_each_part_is_within_one_unit_of_its_exact_share(total, weights):
    for part, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(weights=weights, data=st.data())
def test_a_discount_no_larger_than_the_lines_never_exceeds_any_line(weights, data):
    discount = data.draw(st.integers(min_value=0, max_value=sum(weights)))
    for part, weight in zip(allocate(discount, weights), weights, strict=True):
        assert 0 <= part <= weight


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (99, [33, 33, 33, 1], [33, 33, 32, 1]),
        (3, [1] * 8, [1, 1, 1, 0, 0, 0, 0, 0]),
        (3000, [1990, 1990, 1990, 10], [999, 998, 998, 5]),
        (0, [0, 0], [0, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
    ],
)
def test_splits_by_largest_remainder_and_ties_go_to_the_earlier_part(total, weights, parts):
    assert allocate(total, weights) == parts


def test_refuses_to_split_something_over_nothing():
    with pytest.raises(ValueError, match="every weight is zero"):
        allocate(1, [0, 0])


def test_refuses_negative_weights():
    with pytest.raises(ValueError, match="must not be negative"):
        allocate(10, [5, -5])


@given(data=st.data())
def test_within_caps_the_parts_sum_to_the_whole_and_none_is_above_its_cap(data):
    caps = data.draw(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12))
    few = st.integers(min_value=0, max_value=10**6)
    weights = data.draw(st.lists(few, min_size=len(caps), max_size=len(caps)))
    total = data.draw(st.integers(min_value=0, max_value=sum(caps)))

    parts = allocate_within(total, weights=weights, caps=caps)

    assert sum(parts) == total
    assert all(0 <= part <= cap for part, cap in zip(parts, caps, strict=True))


@pytest.mark.parametrize(
    ("total", "weights", "caps", "parts"),
    [
        (100, [1, 1, 1], [100, 100, 100], [34, 33, 33]),  # with room, as allocate does
        (90, [1, 1, 1], [10, 100, 100], [10, 40, 40]),  # the others take what a cap cut off
        (30, [1, 0], [10, 100], [10, 20]),  # a weight of zero, where nothing else has room
        (7, [0, 0], [4, 4], [4, 3]),
        (0, [0], [0], [0]),
    ],
)
def test_what_a_cap_cuts_off_goes_to_the_parts_with_room(total, weights, caps, parts):
    assert allocate_within(total, weights=weights, caps=caps) == parts


@pytest.mark.parametrize("total", [-1, 21])
def test_refuses_what_does_not_fit_into_the_caps(total):
    with pytest.raises(ValueError, match="does not fit"):
        allocate_within(total, weights=[1, 1], caps=[10, 10])


def test_amounts_are_written_in_yuan():
    assert format_amount(123456789) == "¥1,234,567.89"
    assert format_amount(-5) == "-¥0.05"
