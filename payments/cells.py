"""Who paid what of what: arithmetic of tenders laid over lines, and of refunds drawn from them.

A tender is laid with weights = what is left to pay of each line, a refund drawn with weights = what
is left in each cell. Nothing is shared out by the original figures again: by those, pieces would
in sum take more of a tender than it paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.money import allocate


@dataclass(frozen=True, slots=True)
class Share:
    """So much money in fen, and so many points."""

    amount: int = 0
    points: int = 0

    def __bool__(self) -> bool:
        return self.amount != 0 or self.points != 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.amount + other.amount, self.points + other.points)


class Paid(Protocol):
    """A cell: what one tender paid of one line, and what of it has gone back."""

    amount: int
    points: int
    refunded_amount: int
    refunded_points: int


def lay(tenders: Sequence[Share], *, due: Sequence[Share]) -> list[list[Share]]:
    """What each tender pays of each line, one tender after another.

    ``due`` is what is left to pay of each line: money, and the points of a points price. The points
    of a tender go with its money; those of a points price, which has none, with the points due.
    ValueError where there is more to lay than is due.
    """
    left = [share.amount for share in due]
    laid = []
    for tender in tenders:
        if tender.amount > sum(left):
            raise ValueError(f"{tender.amount} is more than the {sum(left)} that is due")
        amounts = allocate(tender.amount, left)
        points = allocate(
            tender.points, amounts if tender.amount else [share.points for share in due]
        )
        left = [before - amount for before, amount in zip(left, amounts, strict=True)]
        laid.append([Share(*parts) for parts in zip(amounts, points, strict=True)])
    return laid


def worth(paid: int, quantity: int, *, before: int, pieces: int) -> int:
    """What so many more pieces of a line give back, once ``before`` of ``quantity`` have.

    The difference of two shares of the whole: in whatever pieces, all of them give back all.
    """
    return paid * (before + pieces) // quantity - paid * before // quantity


def left_in(cells: Sequence[Paid]) -> int:
    return sum(cell.amount - cell.refunded_amount for cell in cells)


def draw(cells: Sequence[Paid], amount: int) -> list[Share]:
    """Take ``amount`` out of cells, with weights = what is left in each; points go along.

    The points of a cell follow its money cumulatively, so that its last fen takes the rest of them.
    ValueError where there is not so much left.
    """
    if amount > left_in(cells):
        raise ValueError(f"{amount} is more than the {left_in(cells)} that is left")
    parts = allocate(amount, [cell.amount - cell.refunded_amount for cell in cells])
    return [Share(part, _points_along(cell, part)) for cell, part in zip(cells, parts, strict=True)]


def draw_points(cells: Sequence[Paid], points: int) -> list[Share]:
    """Take points of a points price out of the cells that hold nothing else."""
    weights = [0 if cell.amount else cell.points - cell.refunded_points for cell in cells]
    return [Share(0, part) for part in allocate(points, weights)]


def priced_in_points(cells: Sequence[Paid]) -> int:
    """The points that were the price, rather than a way of paying it."""
    return sum(cell.points for cell in cells if not cell.amount)


def _points_along(cell: Paid, amount: int) -> int:
    if not cell.amount:
        return 0
    return cell.points * (cell.refunded_amount + amount) // cell.amount - cell.refunded_points
