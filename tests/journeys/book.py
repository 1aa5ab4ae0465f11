"""What a shop should look like after every step, kept in plain numbers beside the real one.

It knows the trade and nothing of the code: no query, no transaction, no lock.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

GIVES_UP_AFTER = 4  # turns of the sweep at a silent provider, after the first that closes
AUTO_RECEIVE, AFTER_SALES, EXTENSION = (timedelta(days=days) for days in (7, 7, 3))
LEAST_TIME_TO_PAY = timedelta(minutes=1)

HELD_ON = {
    "captured": "order_funds",
    "late": "late_payments",
    "duplicate": "late_payments",
    "suspense": "suspense",
    "mismatched": "suspense",
}
LEG_MOVES = {
    "created": {"sent", "succeeded"},
    "sent": {"pending", "succeeded", "closed", "abnormal"},
    "pending": {"succeeded", "closed", "abnormal"},
    "abnormal": {"succeeded", "closed"},
}


@dataclass(eq=False)
class Line:
    sku: str
    quantity: int
    shipped: int = 0
    cancelled: int = 0

    @property
    def left(self) -> int:
        return self.quantity - self.shipped - self.cancelled


@dataclass(eq=False)
class Timer:
    """A clock that blocks stop: due at a moment, or with so much left."""

    due: datetime | None = None
    left: timedelta | None = None

    def start(self, span: timedelta, *, stopped: bool, at: datetime) -> None:
        self.due, self.left = (None, span) if stopped else (at + span, None)

    def stop(self, at: datetime) -> None:
        if self.due:
            self.left = max(self.due - at, timedelta(0))
            self.due = None

    def go_on(self, at: datetime) -> None:
        if self.left is not None:
            self.due, self.left = at + self.left, None


@dataclass(eq=False)
class Attempt:
    pk: int
    number: str
    order: "Order"
    method: str
    status: str = "open"
    turns: int = 0
    closes_order: bool = False

    @property
    def is_open(self) -> bool:
        return self.status in ("open", "closing")


@dataclass(eq=False)
class Receipt:
    """Money that reached the shop at its provider."""

    transaction: str
    attempt: Attempt
    amount: int
    unit: str
    disposition: str


@dataclass(eq=False)
class Leg:
    amount: int
    receipt: Receipt | None = None  # None: it goes back to the balance
    status: str = "created"
    pk: int = 0
    number: str = ""


@dataclass(eq=False)
class Refund:
    order: "Order"
    amount: int
    is_return: bool  # of a payment that could not be taken
    legs: list[Leg] = field(default_factory=list)


@dataclass(eq=False)
class Order:
    pk: int
    number: str
    member: int
    payable: int
    due_at: datetime
    lines: dict[int, Line]
    status: str = "pending_payment"
    paid_by: Attempt | None = None
    paid_with: Receipt | None = None
    attempts: list[Attempt] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    blocks: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    receive: Timer = field(default_factory=Timer)
    complete: Timer = field(default_factory=Timer)
    extended: bool = False

    @property
    def open_attempt(self) -> Attempt | None:
        return next((each for each in self.attempts if each.is_open), None)

    @property
    def refundable(self) -> int:
        """What was paid for it and is not on its way back."""
        back = sum(
            leg.amount
            for refund in self.refunds
            for leg in refund.legs
            if not refund.is_return and leg.status != "closed"
        )
        return self.payable - back if self.paid_by else 0

    def is_stopped(self, what: str) -> bool:
        return any(what in stops for stops in self.blocks.values())

    def is_overdue(self, at: datetime) -> bool:
        return self.status == "pending_payment" and self.due_at <= at


@dataclass(eq=False)
class Book:
    wallets: Counter[int] = field(default_factory=Counter)
    accounts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind, unit)
    on_hand: Counter[str] = field(default_factory=Counter)
    reserved: Counter[str] = field(default_factory=Counter)
    orders: dict[int, Order] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    untold: list[Refund] = field(default_factory=list)  # requested; the news is not delivered

    # --- goods ----------------------------------------------------------------------------

    def placed(self, order: Order) -> None:
        self.orders[order.pk] = order
        for line in order.lines.values():
            self.reserved[line.sku] += line.quantity
        if order.payable == 0:
            order.status = "paid"
            self.go_on(order, at=order.due_at)

    def shipped(self, order: Order, contents: dict[int, int], *, at: datetime) -> None:
        for number, quantity in contents.items():
            line = order.lines[number]
            line.shipped += quantity
            self.on_hand[line.sku] -= quantity
            self.reserved[line.sku] -= quantity
        self.go_on(order, at=at)

    def cancelled(self, order: Order, quantities: dict[int, int], *, at: datetime) -> None:
        for number, quantity in quantities.items():
            order.lines[number].cancelled += quantity
            self.reserved[order.lines[number].sku] -= quantity
        self.go_on(order, at=at)

    def go_on(self, order: Order, *, at: datetime) -> None:
        """What follows by itself: to the warehouse, and on its way once nothing is left."""
        if order.status == "paid" and not order.is_stopped("fulfil"):
            order.status = "awaiting_shipment"
        lines = order.lines.values()
        gone = any(line.shipped for line in lines) and not any(line.left for line in lines)
        if order.status == "awaiting_shipment" and gone and not order.is_stopped("ship"):
            order.status = "shipped"
            order.receive.start(AUTO_RECEIVE, stopped=order.is_stopped("receive"), at=at)

    def received(self, order: Order, *, at: datetime) -> None:
        order.status = "received"
        order.complete.start(AFTER_SALES, stopped=order.is_stopped("complete"), at=at)

    # --- money that comes -----------------------------------------------------------------

    def granted(self, member: int, amount: int) -> None:
        self.wallets[member] += amount
        self.accounts["balance_grants", "CNY"] -= amount

    def paid_by_balance(self, order: Order, attempt: Attempt, *, at: datetime) -> None:
        self.wallets[order.member] -= order.payable
        self.accounts["order_funds", "CNY"] += order.payable
        self._paid(order, attempt, None, at=at)

    def _paid(
        self, order: Order, attempt: Attempt, receipt: Receipt | None, *, at: datetime
    ) -> None:
        attempt.status = "captured"
        order.status, order.paid_by, order.paid_with = "paid", attempt, receipt
        self.go_on(order, at=at)

    def judge(self, attempt: Attempt, amount: int, unit: str, *, confirmed: bool) -> str:
        order = attempt.order
        if (amount, unit) != (order.payable, "CNY"):
            return "mismatched" if confirmed else "suspense"
        if order.paid_by:
            return "duplicate"
        if order.status == "pending_payment" and order.open_attempt in (None, attempt):
            return "captured"
        return "late"

    def arrived(self, receipt: Receipt, *, at: datetime) -> Refund | None:
        """Money came in; what cannot be taken is on its way back."""
        self._book(receipt, -1)
        order, attempt = receipt.attempt.order, receipt.attempt
        if receipt.disposition == "captured":
            self._paid(order, attempt, receipt, at=at)
        if receipt.disposition == "mismatched" and attempt.is_open:
            attempt.status = "closed"
        if receipt.disposition in ("captured", "suspense"):
            return None
        leg = Leg(receipt.amount, receipt)
        return self._requested(Refund(order, receipt.amount, is_return=True, legs=[leg]))

    def taken_back(self, receipt: Receipt) -> None:
        """A figure was not confirmed."""
        self._book(receipt, +1)

    def _book(self, receipt: Receipt, sign: int) -> None:
        self.accounts["channel_clearing", receipt.unit] += sign * receipt.amount
        self.accounts[HELD_ON[receipt.disposition], receipt.unit] -= sign * receipt.amount

    # --- money that does not come ---------------------------------------------------------

    def asked_in_vain(self, attempt: Attempt) -> bool:
        """The provider is silent: the attempt stays, or is given up. Whether it was."""
        if attempt.turns < GIVES_UP_AFTER:
            attempt.status = "closing"
            return False
        attempt.status = "closed"
        if attempt.closes_order and attempt.order.status == "pending_payment":
            self.closed(attempt.order)
        return True

    def closed(self, order: Order) -> None:
        order.status = "closed"
        for line in order.lines.values():
            self.reserved[line.sku] -= line.left

    # --- money that goes back -------------------------------------------------------------

    def refund_requested(self, order: Order, *, at: datetime) -> Refund:
        assert order.paid_by
        order.status = "refunding"
        leg = Leg(order.refundable, order.paid_with)
        refund = self._requested(Refund(order, leg.amount, is_return=False, legs=[leg]))
        self.cancelled(order, {number: line.left for number, line in order.lines.items()}, at=at)
        if leg.receipt is None:
            self.settled(refund, leg, "succeeded")
        return refund

    def _requested(self, refund: Refund) -> Refund:
        refund.order.refunds.append(refund)
        self.untold.append(refund)
        return refund

    def news_delivered(self) -> None:
        for refund in self.untold:
            for leg in refund.legs:
                self.sent(leg)
        self.untold.clear()

    def sent(self, leg: Leg) -> None:
        if leg.status == "created":
            leg.status = "sent"

    def settled(self, refund: Refund, leg: Leg, status: str) -> None:
        """What the provider says of a leg; what it has been through already says nothing."""
        if status not in LEG_MOVES.get(leg.status, ()):
            return
        leg.status = status
        if status != "succeeded":
            return
        if leg.receipt is None:
            self.wallets[refund.order.member] += leg.amount
            self.accounts["order_funds", "CNY"] -= leg.amount
        else:
            unit = leg.receipt.unit
            self.accounts[HELD_ON[leg.receipt.disposition], unit] -= leg.amount
            self.accounts["channel_clearing", unit] += leg.amount
        arrived = sum(each.amount for each in refund.legs if each.status == "succeeded")
        if arrived == refund.amount and not refund.is_return:
            refund.order.status = "refunded"

    # --- as figures -----------------------------------------------------------------------

    @property
    def refunds(self) -> list[Refund]:
        return [refund for order in self.orders.values() for refund in order.refunds]

    @property
    def legs(self) -> list[tuple[Refund, Leg]]:
        return [(refund, leg) for refund in self.refunds for leg in refund.legs]

    @property
    def attempts(self) -> list[Attempt]:
        return [attempt for order in self.orders.values() for attempt in order.attempts]

    def figures(self) -> dict[str, Any]:
        """In the shape in which ``figures.figures_of_the_shop`` reads the database."""
        orders = self.orders.values()
        return {
            "wallets": {member: (amount, 0) for member, amount in self.wallets.items()},
            "accounts": {key: amount for key, amount in self.accounts.items() if amount},
            "stock": {sku: (self.on_hand[sku], self.reserved[sku]) for sku in self.on_hand},
            "orders": {order.number: order.status for order in orders},
            "clocks": {
                order.number: (
                    *(order.receive.due, order.receive.left),
                    *(order.complete.due, order.complete.left),
                )
                for order in orders
            },
            "lines": {
                (order.number, number): (line.shipped, line.cancelled)
                for order in orders
                for number, line in order.lines.items()
            },
            "attempts": {each.number: each.status for each in self.attempts},
            "receipts": {
                each.transaction: (each.disposition, each.amount, each.unit)
                for each in self.receipts
            },
            "legs": {leg.number: (leg.status, leg.amount) for _refund, leg in self.legs},
        }
