"""What a refund gives back, to the fen: of which line, out of which tender, and what is left then.

The preview and the refund itself are this one function of the order and of its cells.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from core.money import allocate
from orders.lifecycle import InstalmentStatus, OrderStatus
from orders.rules import Undercut
from payments.cells import Share, draw, draw_points, left_in, priced_in_points, worth
from payments.errors import (
    MoreMoneyThanLeft,
    MorePiecesThanLeft,
    NothingToRefund,
    RefundWholeOrder,
)
from payments.lifecycle import Destination, RefundLineKind
from payments.undercut import undercut_amount

if TYPE_CHECKING:
    from orders.models import Order, OrderLine
    from payments.models import Cell, Tender

BALANCE = "balance"  # the code of its channel


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
class Before:
    """What earlier refunds took off what they gave back, by the line's number."""

    undercut: Mapping[int, int] = field(default_factory=dict)
    points: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """``rows`` and ``drawn`` have one sum. ``everything``: nothing is left of the order then.

    ``unearned``: of each line, by its number, the fen that earn nothing any more. It is what goes
    back of it and had been paid in money, also where less is given back for points that are gone.
    """

    order: "Order"
    destination: Destination
    rows: Sequence[Row]
    drawn: Sequence[Drawn]
    everything: bool
    unearned: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> Share:
        return _sum(self.drawn)

    @property
    def by_tender(self) -> list[tuple["Tender", Share]]:
        """What each tender gives back, in the order in which they were laid."""
        by_tender = sorted(self.drawn, key=lambda drawn: drawn.cell.tender_id)
        groups = groupby(by_tender, key=lambda drawn: drawn.cell.tender)
        return [(tender, _sum(drawn)) for tender, drawn in groups]

    def way_back(self, tender: "Tender") -> str:
        """The method by which a tender's share goes back: what holds nothing here was external."""
        to_balance = self.destination == Destination.BALANCE and tender.hold_id is None
        return BALANCE if to_balance else tender.method

    @property
    def earning_by_line(self) -> dict[int, int]:
        """How much of what each line gives back had been paid in money, by the line's number."""
        earning: Counter[int | None] = Counter()
        for drawn in self.drawn:
            if drawn.cell.tender.earns:
                earning[drawn.cell.line_id] += drawn.share.amount
        lines = self.order.lines.all()
        return {line.number: earning[line.pk] for line in lines if earning[line.pk]}

    @property
    def goods_by_line(self) -> dict[int, int]:
        """What each line gives back for its goods, by its number."""
        goods: Counter[int] = Counter()
        for row in self.rows:
            if row.line and row.kind in (RefundLineKind.GOODS, RefundLineKind.UNDERCUT):
                goods[row.line.number] += row.share.amount
        return goods

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


def plan_refund(
    order: "Order",
    cells: Sequence["Cell"],
    wish: Wish,
    *,
    before: Before,
    keeps: Mapping[int, int] | None = None,
) -> RefundPlan:
    """What refunding ``wish`` would give back. ``cells``: all of the order, with their tenders;
    they come out as they would be after it, and are not saved. ``keeps``: by how much less each
    line gives back, by its number, for points that its goods had earned and that are gone.

    Raises NothingToRefund, MorePiecesThanLeft, MoreMoneyThanLeft, RefundWholeOrder.
    """
    if not any(i.status == InstalmentStatus.CAPTURED for i in order.instalments.all()):
        raise NothingToRefund(number=order.number)
    own = [cell for cell in cells if _goes_back(cell, order, wish)]
    planner = _Planner(order, own, before, keeps or {})
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
    instalment = cell.tender.attempt.instalment
    kept = instalment is not None and not instalment.refundable
    return not kept or wish.with_deposit or any(line.shipped_quantity for line in order.lines.all())


@dataclass(slots=True)
class _Planner:
    """Draws one kind after another, each from what the one before it has left."""

    order: "Order"
    cells: list["Cell"]
    before: Before
    keeps: Mapping[int, int]
    rows: list[Row] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)

    def take_goods(self, wanted: Mapping[int, int] | None) -> None:
        pieces = self._pieces(wanted)
        worths = {number: self._worth(number, count) for number, count in pieces.items()}
        undercut = self._undercut_by(worths, pieces)
        for line in self.order.lines.all():
            amount, points = worths.get(line.number, (0, 0))
            less, kept = undercut.get(line.number, 0), self.keeps.get(line.number, 0)
            share = self._draw(self._cells_of(line), amount - less - kept, points)
            if count := pieces.get(line.number):
                whole = Share(amount, share.points)
                self.rows.append(Row(RefundLineKind.GOODS, line, count, whole))
            if less:
                self.rows.append(Row(RefundLineKind.UNDERCUT, line, 0, Share(-less)))
            if kept:
                self.rows.append(Row(RefundLineKind.POINTS, line, 0, Share(-kept)))

    def _pieces(self, wanted: Mapping[int, int] | None) -> dict[int, int]:
        """Those that are wanted, by the line's number: as many as are left, at most."""
        left = self._pieces_left()
        for number, count in sorted((wanted or {}).items()):
            most = left.get(number, 0)
            if not 0 <= count <= most:
                raise MorePiecesThanLeft(number=self.order.number, line=number, left=most)
        return {number: n for number, n in (left if wanted is None else wanted).items() if n}

    def _worth(self, number: int, pieces: int) -> tuple[int, int]:
        """Money and points; goodwill that was given before is what the last pieces do not give."""
        line = next(line for line in self.order.lines.all() if line.number == number)
        own, before = self._cells_of(line), line.refunded_quantity
        paid = sum(cell.amount for cell in own)
        amount = worth(paid, line.quantity, before=before, pieces=pieces)
        points = worth(priced_in_points(own), line.quantity, before=before, pieces=pieces)
        taken = self.before.undercut.get(number, 0) + self.before.points.get(number, 0)
        return max(min(amount, left_in(own) - taken), 0), points

    def _undercut_by(
        self, worths: Mapping[int, tuple[int, int]], pieces: Mapping[int, int]
    ) -> dict[int, int]:
        """By how much each line gives back less (or, negative, more) than its pieces are worth.

        What is undercut in all, less what was taken for that before; never more than they give.
        """
        if self.order.undercut == Undercut.KEEP:
            return {}
        staying = {n: left - pieces.get(n, 0) for n, left in self._pieces_left().items()}
        before = self.before.undercut
        due = undercut_amount(self.order, staying) - sum(before.values())
        weights = before if due < 0 else {n: amount for n, (amount, _p) in worths.items()}
        due = min(due, sum(weights.values()))
        return dict(zip(weights, allocate(due, list(weights.values())), strict=True))

    def _pieces_left(self) -> dict[int, int]:
        lines = self.order.lines.all()
        return {line.number: line.quantity - line.refunded_quantity for line in lines}

    def take_shipping(self) -> None:
        own = self._cells_of(None)
        if share := self._draw(own, left_in(own)):
            self.rows.append(Row(RefundLineKind.SHIPPING, None, 0, share))

    def take_goodwill(self, amount: int) -> None:
        left = left_in(self.cells)
        if not 0 <= amount <= left:
            raise MoreMoneyThanLeft(number=self.order.number, left=left)
        before = len(self.drawn)
        self._draw(self.cells, amount)
        for line in [*self.order.lines.all(), None]:
            of_line = (d for d in self.drawn[before:] if d.cell.line_id == (line and line.pk))
            if share := _sum(of_line):
                self.rows.append(Row(RefundLineKind.GOODWILL, line, 0, share))

    def _cells_of(self, line: "OrderLine | None") -> list["Cell"]:
        return [cell for cell in self.cells if cell.line_id == (line and line.pk)]

    def _draw(self, cells: list["Cell"], amount: int, points: int = 0) -> Share:
        priced = draw_points(cells, points)
        total = Share()
        for cell, money, of_price in zip(cells, draw(cells, amount), priced, strict=True):
            if share := money + of_price:
                cell.refunded_amount += share.amount
                cell.refunded_points += share.points
                self.drawn.append(Drawn(cell, share))
                total += share
        return total

    def finish(self, destination: Destination) -> RefundPlan:
        """With the last of the money go the pieces that are left, which cost nothing any more."""
        goods = {row.line: row for row in self.rows if row.kind == RefundLineKind.GOODS}
        rest = {
            line: left
            for line in self.order.lines.all()
            if (left := line.quantity - line.refunded_quantity)
        }
        everything = {line: row.quantity for line, row in goods.items()} == rest or (
            bool(self.drawn) and self._is_all_drawn()
        )
        if everything:
            others = [row for row in self.rows if row.kind != RefundLineKind.GOODS]
            whole = [
                Row(
                    RefundLineKind.GOODS,
                    line,
                    left,
                    goods[line].share if line in goods else Share(),
                )
                for line, left in rest.items()
            ]
            self.rows = [*whole, *others]
        plan = RefundPlan(self.order, destination, self.rows, self.drawn, everything)
        return replace(plan, unearned=plan.earning_by_line)

    def _is_all_drawn(self) -> bool:
        return all(
            (cell.refunded_amount, cell.refunded_points) == (cell.amount, cell.points)
            for cell in self.cells
        )


def _sum(drawn: Iterable[Drawn]) -> Share:
    return sum((each.share for each in drawn), Share())
