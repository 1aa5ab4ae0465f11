"""The clocks of an order: computed once when they start, stopped by blocks, started again.

A clock is three columns: ``*_started_at``, ``*_at`` (due; NULL while stopped)
and ``*_left`` (what is left while stopped). Changing a rule changes new clocks;
``services.apply_rule`` gives running ones the new span.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.lifecycle import OrderStatus, Stops
from orders.models import Order
from orders.rules import AFTER_SALES_WINDOW, AUTO_RECEIVE, PAYMENT_TIMEOUT


@dataclass(frozen=True, slots=True)
class Clock:
    name: str
    stopped_by: Stops

    @property
    def columns(self) -> tuple[str, str, str]:
        return f"{self.name}_started_at", f"{self.name}_at", f"{self.name}_left"

    def start(self, order: Order, *, span: timedelta, at: datetime) -> None:
        """Start it; where a block already stops it, the whole span is left."""
        started_at, due_at, left = self.columns
        stopped = self.is_stopped(order)
        setattr(order, started_at, at)
        setattr(order, due_at, None if stopped else at + span)
        setattr(order, left, span if stopped else None)
        order.save(update_fields=self.columns)

    def stop(self, order: Order, *, at: datetime) -> None:
        _started_at, due_at, left = self.columns
        if due := getattr(order, due_at):
            setattr(order, due_at, None)
            setattr(order, left, max(due - at, timedelta(0)))
            order.save(update_fields=self.columns)

    def go_on(self, order: Order, *, at: datetime) -> None:
        _started_at, due_at, left = self.columns
        rest = getattr(order, left)
        if rest is not None and not self.is_stopped(order):
            setattr(order, due_at, at + rest)
            setattr(order, left, None)
            order.save(update_fields=self.columns)

    def is_over(self, order: Order, *, at: datetime) -> bool:
        _started_at, due_at, _left = self.columns
        due = getattr(order, due_at)
        return due is not None and due <= at

    def change_span(self, order: Order, *, span: timedelta, at: datetime) -> None:
        """Give the clock another span, if it has started. What it ran counts, what it stood
        still does not; where more has run than the new span, it is due now."""
        started_at, due_at, left = self.columns
        if getattr(order, started_at) is None:
            return
        ran = at - getattr(order, started_at) - self._stood_still(order, at=at)
        rest = max(span - ran, timedelta(0))
        stopped = self.is_stopped(order)
        setattr(order, due_at, None if stopped else at + rest)
        setattr(order, left, rest if stopped else None)
        order.save(update_fields=[due_at, left])

    def is_stopped(self, order: Order) -> bool:
        return any(self.stopped_by in block.stops for block in order.open_blocks)

    def _stood_still(self, order: Order, *, at: datetime) -> timedelta:
        """For how long blocks have stopped it so far; while two overlap, once."""
        still, until = timedelta(0), getattr(order, f"{self.name}_started_at")
        for block in sorted(order.blocks.all(), key=lambda block: block.placed_at):
            since, end = max(block.placed_at, until), block.lifted_at or at
            if self.stopped_by in block.stops and end > since:
                still, until = still + (end - since), end
        return still


# Whose new value staff may also apply to open orders: the state in which its clock runs.
RUNS_IN = {
    PAYMENT_TIMEOUT.name: OrderStatus.PENDING_PAYMENT,
    AUTO_RECEIVE.name: OrderStatus.SHIPPED,
    AFTER_SALES_WINDOW.name: OrderStatus.RECEIVED,
}

RECEIVE_CLOCK = Clock("auto_receive", Stops.RECEIVE)
COMPLETE_CLOCK = Clock("auto_complete", Stops.COMPLETE)


def start_auto_receive(order: Order, *, at: datetime) -> None:
    RECEIVE_CLOCK.start(order, span=AUTO_RECEIVE.duration, at=at)


def start_auto_complete(order: Order, *, at: datetime) -> None:
    COMPLETE_CLOCK.start(order, span=AFTER_SALES_WINDOW.duration, at=at)
