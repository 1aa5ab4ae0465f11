"""Tenders laid over lines and drawn down by refunds: in any pieces, exact to the fen."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import allocate
from payments.cells import Share, draw, draw_points, lay, left_in, priced_in_points, worth


@dataclass
class Cell:
    """Stands for a row: a pure function knows no table."""

    tender: int
    line: int
    amount: int
    points: int
    refunded_amount: int = 0
    refunded_points: int = 0

    def give(self, share: Share) -> None:
        self.refunded_amount += share.amount
        self.refunded_points += share.points


def laid(tenders: list[Share], due: list[Share]) -> list[Cell]:
    return [
        Cell(tender, line, share.amount, share.points)
        for tender, row in enumerate(lay(tenders, due=due))
        for line, share in enumerate(row)
        if share
    ]


def refund(cells: list[Cell], line: int, quantity: int, before: int, pieces: int) -> Share:
    own = [cell for cell in cells if cell.line == line]
    paid = sum(cell.amount for cell in own)
    shares = draw(own, worth(paid, quantity, before=before, pieces=pieces))
    points = worth(priced_in_points(own), quantity, before=before, pieces=pieces)
    for cell, share, extra in zip(own, shares, draw_points(own, points), strict=True):
        cell.give(share + extra)
    return sum(shares, Share())


@st.composite
def paid_orders(draw_from) -> tuple[list[int], list[Share], list[Share]]:
    """Quantities, what is due of each line (the last is the fee), and the tenders that pay it."""
    quantities = draw_from(st.lists(st.integers(1, 7), min_size=1, max_size=5))
    amounts = [draw_from(st.integers(0, 5000)) for _line in [*quantities, "fee"]]
    total = sum(amounts)
    parts = allocate(total, draw_from(st.lists(st.integers(1, 9), min_size=1, max_size=4)))
    points = draw_from(st.integers(0, 3 * total + 1))
    tenders = [Share(part) for part in parts if part]
    if tenders and points:
        tenders[0] = Share(tenders[0].amount, points)  # points come first
    return quantities, [Share(amount) for amount in amounts], tenders


@given(paid_orders())
def test_cells_sum_to_their_tender_and_to_their_line(paid):
    _quantities, due, tenders = paid

    cells = laid(tenders, due)

    for index, tender in enumerate(tenders):
        own = [cell for cell in cells if cell.tender == index]
        assert sum((Share(c.amount, c.points) for c in own), Share()) == tender
    for index, share in enumerate(due):
        assert sum(cell.amount for cell in cells if cell.line == index) == share.amount


@given(paid_orders(), st.randoms(use_true_random=False))
def test_any_pieces_in_any_order_give_back_exactly_what_was_paid(paid, random):
    """Traps 20-22 and 66: no cell below zero, nothing lost, nothing paid twice."""
    quantities, due, tenders = paid
    cells = laid(tenders, due)
    before = [0] * len(quantities)
    while any(have < all_ for have, all_ in zip(before, quantities, strict=True)):
        line = random.choice([i for i, all_ in enumerate(quantities) if before[i] < all_])
        pieces = random.randint(1, quantities[line] - before[line])
        refund(cells, line, quantities[line], before[line], pieces)
        before[line] += pieces
        for cell in cells:
            assert 0 <= cell.refunded_amount <= cell.amount
            assert 0 <= cell.refunded_points <= cell.points
    refund(cells, len(quantities), 1, 0, 1)  # the fee, a line of its own

    assert left_in(cells) == 0
    assert [cell.refunded_points for cell in cells] == [cell.points for cell in cells]


@given(st.integers(0, 10_000), st.integers(1, 200))
def test_the_pieces_of_a_line_sum_to_what_was_paid_for_it(paid, quantity):
    each = [worth(paid, quantity, before=done, pieces=1) for done in range(quantity)]

    assert sum(each) == paid
    assert max(each) - min(each) <= 1


def test_a_price_in_points_is_shared_by_the_points_of_the_lines():
    due = [Share(0, 300), Share(500, 700), Share(800)]

    cells = laid([Share(0, 1000), Share(1300)], due)

    assert [(c.tender, c.line, c.amount, c.points) for c in cells] == [
        (0, 0, 0, 300),
        (0, 1, 0, 700),
        (1, 1, 500, 0),
        (1, 2, 800, 0),
    ]
    refund(cells, 1, quantity=2, before=0, pieces=1)
    assert [cell.refunded_points for cell in cells] == [0, 350, 0, 0]
    assert [cell.refunded_amount for cell in cells] == [0, 0, 250, 0]


def test_a_deposit_and_a_balance_leave_nothing_over():
    due = [Share(9900), Share(4950), Share(1)]

    deposit = lay([Share(5000)], due=due)[0]
    rest = [Share(share.amount - part.amount) for share, part in zip(due, deposit, strict=True)]
    balance = lay([Share(851), Share(9000)], due=rest)

    assert [
        sum(column) for column in zip(*[[s.amount for s in row] for row in balance], strict=True)
    ] == [share.amount for share in rest]


def test_more_than_is_due_or_left_is_refused():
    with pytest.raises(ValueError, match="more than the 5 that is due"):
        lay([Share(6)], due=[Share(5)])
    with pytest.raises(ValueError, match="more than the 4 that is left"):
        draw([Cell(0, 0, 5, 0, refunded_amount=1)], 5)
