"""What a refund gives back, to the fen: of which line, out of which tender, and what is left then.

The preview and the refund itself are this one function of the order and of its cells.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from orders.lifecycle import InstalmentStatus, OrderStatus
from payments.cells import Share, draw, draw_points, left_in, priced_in_points, worth
from payments.errors import (
    MoreMoneyThanLeft,
    MorePiecesThanLeft,
    NothingToRefund,
    RefundWholeOrder,
)
from payments.lifecycle import Destination, RefundLineKind

if TYPE_CHECKING:
    from orders.models import Order, OrderLine
    from payments.models import Cell, Tender


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be refunded of an order.

    ``lines``: pieces by the line's number, None for all that are left. ``shipping``: what is left
    of the fee. ``goodwill_amount``: so much more than the goods are worth. ``with_deposit``: a
    deposit that stays with the shop until something was shipped goes back all the same, since
    the shop has failed.
    """

    lines: Mapping[int, int] | None = None
    shipping: bool = True
    goodwill_amount: int = 0
    destination: Destination = Destination.ORIGINAL
    with_deposit: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """A share of one cell: of one line, out of one tender."""

    kind: RefundLineKind
    cell: "Cell"
    share: Share


@dataclass(frozen=True, slots=True)
class Row:
    """What goes back of one line of the order, or (no line) of its shipping fee."""

    kind: RefundLineKind
    line: "OrderLine | None"
    quantity: int
    share: Share


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """``everything``: nothing is left of the order after it. ``drawn`` sums to rows and tenders."""

    order: "Order"
    destination: Destination
    pieces: Mapping[int, int]  # by the line's number
    drawn: Sequence[Drawn]
    everything: bool

    @property
    def total(self) -> Share:
        return _sum(self.drawn)

    @property
    def rows(self) -> list[Row]:
        """One for each line whose goods come back, for the fee, and for each share of goodwill."""
        return [row for kind in RefundLineKind for row in self._rows_of(kind)]

    def _rows_of(self, kind: RefundLineKind) -> Iterator[Row]:
        for line in [*self.order.lines.all(), None]:
            pieces = self.pieces.get(line.number, 0) if line else 0
            quantity = pieces if kind == RefundLineKind.GOODS else 0
            line_id = line.pk if line else None
            share = _sum(d for d in self.drawn if (d.kind, d.cell.line_id) == (kind, line_id))
            if quantity or share:
                yield Row(kind, line, quantity, share)

    @property
    def by_tender(self) -> list[tuple["Tender", Share]]:
        """What each tender gives back, in the order in which they were laid."""
        by_tender = sorted(self.drawn, key=lambda drawn: drawn.cell.tender_id)
        groups = groupby(by_tender, key=lambda drawn: drawn.cell.tender)
        shares = [(tender, _sum(drawn)) for tender, drawn in groups]
        return [(tender, share) for tender, share in shares if share]

    @property
    def earning_by_line(self) -> dict[int | None, int]:
        """How much of what each line gives back had been paid in money, by the line's key."""
        earning: dict[int | None, int] = {}
        for drawn in self.drawn:
            if drawn.cell.tender.earns:
                known = earning.get(drawn.cell.line_id, 0)
                earning[drawn.cell.line_id] = known + drawn.share.amount
        return earning

    @property
    def fingerprint(self) -> str:
        """Changes with anything that whoever confirms it has seen."""
        seen = [
            [
                [row.kind, row.line and row.line.number, row.quantity, str(row.share)]
                for row in self.rows
            ],
            [[tender.pk, str(share)] for tender, share in self.by_tender],
            self.destination,
            self.everything,
        ]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:32]


def plan_refund(order: "Order", cells: Sequence["Cell"], wish: Wish) -> RefundPlan:
    """What refunding ``wish`` would give back. ``cells``: all of the order, with their tenders;
    they come out as they would be after it, and are not saved.

    Raises NothingToRefund, MorePiecesThanLeft, MoreMoneyThanLeft, RefundWholeOrder.
    """
    if not any(i.status == InstalmentStatus.CAPTURED for i in order.instalments.all()):
        raise NothingToRefund(number=order.number)
    planner = _Planner(order, [cell for cell in cells if _goes_back(cell, order, wish)])
    planner.take_goods(wish.lines)
    if wish.shipping:
        planner.take_shipping()
    planner.take_goodwill(wish.goodwill_amount)
    plan = planner.finish(wish.destination)
    if not plan.rows:
        raise NothingToRefund(number=order.number)
    if order.status == OrderStatus.PENDING_PAYMENT and not plan.everything:
        raise RefundWholeOrder(number=order.number)
    return plan


def _goes_back(cell: "Cell", order: "Order", wish: Wish) -> bool:
    """What stays with the shop unless goods were shipped, or it has failed, is left alone."""
    kept = not cell.tender.attempt.instalment.refundable
    return not kept or wish.with_deposit or any(line.shipped_quantity for line in order.lines.all())


@dataclass(slots=True)
class _Planner:
    """Draws one kind after another, each from what the one before it has left."""

    order: "Order"
    cells: list["Cell"]
    pieces: dict[int, int] = field(default_factory=dict)
    drawn: list[Drawn] = field(default_factory=list)

    def take_goods(self, wanted: Mapping[int, int] | None) -> None:
        lines = {line.number: line for line in self.order.lines.all()}
        if wanted is None:
            wanted = {n: line.quantity - line.refunded_quantity for n, line in lines.items()}
        for number, pieces in sorted(wanted.items()):
            left = (
                lines[number].quantity - lines[number].refunded_quantity if number in lines else 0
            )
            if not 0 <= pieces <= left:
                raise MorePiecesThanLeft(number=self.order.number, line=number, left=left)
            if pieces:
                self.pieces[number] = pieces
                self._take_pieces(lines[number], pieces)

    def _take_pieces(self, line: "OrderLine", pieces: int) -> None:
        """Goodwill that was given before is money that the last pieces do not give back."""
        own = [cell for cell in self.cells if cell.line_id == line.pk]
        before, paid = line.refunded_quantity, sum(cell.amount for cell in own)
        amount = worth(paid, line.quantity, before=before, pieces=pieces)
        points = worth(priced_in_points(own), line.quantity, before=before, pieces=pieces)
        self._draw(RefundLineKind.GOODS, own, min(amount, left_in(own)), points)

    def take_shipping(self) -> None:
        own = [cell for cell in self.cells if cell.line_id is None]
        self._draw(RefundLineKind.SHIPPING, own, left_in(own))

    def take_goodwill(self, amount: int) -> None:
        left = left_in(self.cells)
        if not 0 <= amount <= left:
            raise MoreMoneyThanLeft(number=self.order.number, left=left)
        self._draw(RefundLineKind.GOODWILL, self.cells, amount)

    def _draw(
        self, kind: RefundLineKind, cells: list["Cell"], amount: int, points: int = 0
    ) -> None:
        priced = draw_points(cells, points)
        for cell, money, of_price in zip(cells, draw(cells, amount), priced, strict=True):
            if share := money + of_price:
                cell.refunded_amount += share.amount
                cell.refunded_points += share.points
                self.drawn.append(Drawn(kind, cell, share))

    def finish(self, destination: Destination) -> RefundPlan:
        """With the last of the money go the pieces that are left, which cost nothing any more."""
        rest = {
            line.number: left
            for line in self.order.lines.all()
            if (left := line.quantity - line.refunded_quantity)
        }
        everything = self.pieces == rest or (bool(self.drawn) and self._is_all_drawn())
        return RefundPlan(
            self.order, destination, rest if everything else self.pieces, self.drawn, everything
        )

    def _is_all_drawn(self) -> bool:
        return all(
            (cell.refunded_amount, cell.refunded_points) == (cell.amount, cell.points)
            for cell in self.cells
        )


def _sum(drawn: "Sequence[Drawn] | Iterator[Drawn]") -> Share:
    return sum((each.share for each in drawn), Share())
