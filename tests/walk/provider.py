"""The provider of the walk: it has trades and refunds of its own, pays out no fen twice, and may
fall silent.

It stands behind the same protocol as the adapters of WeChat Pay and Alipay, which the contract
suite proves against the sandbox. The sandbox itself lives in real time, and a walk takes months.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar

from core.clock import now
from payments.channels.base import (
    AlreadyPaid,
    Closed,
    NotificationRejected,
    Notified,
    Payment,
    Prepared,
    PrepayRequest,
    RefundRequest,
    RefundResult,
    RefundState,
    Refused,
    Trade,
    TradeState,
    Unknown,
    Wants,
)


class Line(StrEnum):
    """How the line to the provider is."""

    UP = "up"
    DOWN = "down"  # nothing arrives there
    DEAF = "deaf"  # all arrives, and no answer comes back


@dataclass(frozen=True)
class Order:
    """A payment as the provider knows it."""

    number: str
    amount: int
    state: TradeState = TradeState.UNPAID
    payment: Payment | None = None


@dataclass
class Provider:
    code: ClassVar[str] = "wechat"
    products: ClassVar[tuple[str, ...]] = ("native",)

    line: Line = Line.UP
    orders: dict[str, Order] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    refunds: dict[str, RefundResult] = field(default_factory=dict)
    refunded_from: dict[str, str] = field(default_factory=dict)  # refund -> transaction
    serial: int = 0

    def begin_anew(self) -> None:
        self.__init__()  # type: ignore[misc]

    # --- what the payer and the operator do ------------------------------------------------

    def pay(self, number: str, *, off_by: int = 0, currency: str = "CNY") -> Payment:
        """The payer pays: what was asked for, or what never should be, once more, or too late."""
        order = self.orders[number]
        payment = Payment(
            out_trade_no=number,
            transaction_id=f"42{self._next():026}",
            amount=order.amount + off_by,
            currency=currency,
            paid_at=now(),
        )
        self.payments.append(payment)
        first = order.payment or payment
        self.orders[number] = replace(order, state=TradeState.PAID, payment=first)
        return payment

    def decide(self, number: str, state: RefundState) -> RefundResult:
        self.refunds[number] = replace(self.refunds[number], state=state)
        return self.refunds[number]

    def those(self, state: TradeState) -> list[str]:
        return [number for number, order in self.orders.items() if order.state is state]

    def owes(self) -> Counter[str]:
        """What it took and has not given back, by currency."""
        owed: Counter[str] = Counter()
        currencies = {}
        for payment in self.payments:
            currencies[payment.transaction_id] = payment.currency
            owed[payment.currency] += payment.amount
        for number, refund in self.refunds.items():
            if refund.state is RefundState.SUCCEEDED:
                owed[currencies[self.refunded_from[number]]] -= refund.amount
        return owed

    # --- what the shop asks ----------------------------------------------------------------

    def wants(self, product: str) -> Wants:
        return Wants()

    def prepay(self, request: PrepayRequest) -> Prepared | AlreadyPaid | Refused | Unknown:
        if self.line is Line.DOWN:
            return Unknown("no connection")
        known = self.orders.setdefault(
            request.out_trade_no, Order(request.out_trade_no, request.amount)
        )
        if self.line is Line.DEAF:
            return Unknown("no answer")
        if known.state is TradeState.PAID:
            return AlreadyPaid()
        if known.state is TradeState.CLOSED:
            return Refused("ORDER_CLOSED", "closed")
        return Prepared({"code_url": f"weixin://{request.out_trade_no}"})

    def query(self, out_trade_no: str) -> Trade | Unknown:
        if self.line is not Line.UP:
            return Unknown("no answer")
        known = self.orders.get(out_trade_no)
        return Trade(known.state, known.payment) if known else Trade(TradeState.MISSING)

    def close(self, out_trade_no: str) -> Closed | AlreadyPaid | Refused | Unknown:
        if self.line is Line.DOWN:
            return Unknown("no connection")
        known = self.orders[out_trade_no]
        if known.state is TradeState.UNPAID:
            self.orders[out_trade_no] = replace(known, state=TradeState.CLOSED)
        if self.line is Line.DEAF:
            return Unknown("no answer")
        return AlreadyPaid() if known.state is TradeState.PAID else Closed()

    def refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown:
        if self.line is Line.DOWN:
            return Unknown("no connection")
        if request.out_refund_no not in self.refunds:
            self._accept(request)
        return self.query_refund(request)

    def _accept(self, request: RefundRequest) -> None:
        paid = {each.transaction_id: each for each in self.payments}[request.transaction_id]
        assert (request.total, request.currency) == (paid.amount, paid.currency)
        before = sum(
            each.amount
            for number, each in self.refunds.items()
            if self.refunded_from[number] == request.transaction_id
            and each.state is not RefundState.CLOSED
        )
        assert before + request.amount <= paid.amount, "more would go back than came"
        self.refunded_from[request.out_refund_no] = request.transaction_id
        self.refunds[request.out_refund_no] = RefundResult(
            request.out_refund_no, f"50{self._next():026}", request.amount, RefundState.PENDING
        )

    def query_refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown:
        if self.line is not Line.UP:
            return Unknown("no answer")
        known = self.refunds.get(request.out_refund_no)
        return known or Refused("RESOURCE_NOT_EXISTS", "no such refund")

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notified:
        raise NotificationRejected("the walk tells its news itself")

    def _next(self) -> int:
        self.serial += 1
        return self.serial
