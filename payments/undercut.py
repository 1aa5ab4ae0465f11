"""What goods that stay were reduced by, though with what came back they no longer reach it."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from marketing.pricing import ReductionKind
from payments.cells import worth

if TYPE_CHECKING:
    from orders.models import Order, OrderDiscount


def undercut_amount(order: "Order", staying: Mapping[int, int]) -> int:
    """In fen; ``staying`` are the pieces of each line that are not refunded, by its number.

    A reduction stands or falls as a whole. Its threshold is measured as it was at placement: a
    coupon's after full reductions, over the lines that it reduced, or (free shipping) over all.
    Where nothing stays, nothing is kept that was not earned.
    """
    if not any(staying.values()):
        return 0
    rows = [row for row in order.discounts.all() if row.threshold_amount]
    rows.sort(key=lambda row: (row.kind, row.code))
    groups = [list(group) for _key, group in groupby(rows, key=lambda row: (row.kind, row.code))]
    return sum(
        _kept(order, group, staying)
        for group in groups
        if _reached(order, group, staying) < group[0].threshold_amount
    )


def _reached(order: "Order", rows: Sequence["OrderDiscount"], staying: Mapping[int, int]) -> int:
    """What the goods that stay, and count for the threshold, come to."""
    scope = {row.line_id for row in rows if row.line_id}
    reduced = {line.pk: line.amount for line in order.lines.all()}
    if rows[0].kind == ReductionKind.COUPON:
        for row in order.discounts.all():
            if row.line_id and row.kind == ReductionKind.FULL_REDUCTION:
                reduced[row.line_id] -= row.amount
    return sum(
        reduced[line.pk] * staying[line.number] // line.quantity
        for line in order.lines.all()
        if not scope or line.pk in scope
    )


def _kept(order: "Order", rows: Sequence["OrderDiscount"], staying: Mapping[int, int]) -> int:
    """The share of a reduction that the goods that stay have, and all that it took off the fee."""
    kept = sum(row.amount for row in rows if row.line_id is None)
    by_line = {row.line_id: row.amount for row in rows}
    for line in order.lines.all():
        back = line.quantity - staying[line.number]
        kept += worth(
            by_line.get(line.pk, 0), line.quantity, before=back, pieces=staying[line.number]
        )
    return kept
