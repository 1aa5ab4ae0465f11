from collections import Counter
from typing import TYPE_CHECKING

from payments import selectors
from payments.cells import Share, lay
from payments.models import Attempt, Cell

if TYPE_CHECKING:
    from orders.models import Order


def lay_cells(order: "Order", attempt: Attempt) -> dict[int, int]:
    """Freeze what each tender of an attempt pays of each line and of the fee.

    Callers hold the order's lock, and capture the attempt. Returns how much of each line was paid
    in money that earns points, by the line's number.
    """
    lines = [*order.lines.all(), None]
    tenders = list(attempt.tenders.all())
    laid = lay([Share(t.amount, t.points) for t in tenders], due=_due(order))
    earned: Counter[int] = Counter()
    cells = []
    for tender, shares in zip(tenders, laid, strict=True):
        for line, share in zip(lines, shares, strict=True):
            if share:
                cells.append(
                    Cell(tender=tender, line=line, amount=share.amount, points=share.points)
                )
            if line and share.amount and tender.earns:
                earned[line.number] += share.amount
    Cell.objects.bulk_create(cells)
    return earned


def _due(order: "Order") -> list[Share]:
    """What is left to pay of each line, and last of the shipping fee, less earlier instalments."""
    paid: Counter[int | None] = Counter()
    for cell in selectors.cells_of(order.pk):
        paid[cell.line_id] += cell.amount
    lines = list(order.lines.all())
    fee = order.payable_amount - sum(line.payable_amount for line in lines)
    due = [Share(line.payable_amount - paid[line.pk], line.points) for line in lines]
    return [*due, Share(fee - paid[None])]
