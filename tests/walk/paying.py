"""Steps of who pays, and of the provider: any mix of tenders, and money that arrives in any way."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from core.actor import Actor
from core.clock import now
from ledger.errors import InsufficientBalance
from orders.errors import BalanceNotOpen, InstalmentNotPayable, PaymentWindowOver
from orders.models import EntryPoint, Order
from payments import services as payments
from payments.channels.base import Payment, RefundState, TradeState
from payments.errors import MethodUnavailable, PaymentInsufficient
from tests.walk.provider import Line
from tests.walk.shopping import Shopping, baskets, is_unpaid
from tests.walk.step import pick, which

own_methods = st.lists(
    st.sampled_from(["points", "stored_value", "balance"]), unique=True, max_size=3
)


def is_unpaid_deal(order: Order) -> bool:
    return is_unpaid(order) and bool(order.deal_kind)


class Paying(Shopping):
    @initialize(first=st.lists(st.tuples(which, baskets, own_methods), min_size=1, max_size=2))
    def some_orders_are_paid(self, first: list[tuple[int, dict[str, int], list[str]]]) -> None:
        """Most of what can happen, happens to orders that somebody has paid."""
        for number, basket, own in first:
            self.buy(number, basket, EntryPoint.BUY_NOW)
            self.orders = list(Order.objects.with_guarded().order_by("pk"))
            for order in self.of_orders(is_unpaid)[-1:]:
                self.press(order, (*own, "wechat"))
                for at_provider in self.unpaid_there()[-1:]:
                    self.tell(self.provider.pay(at_provider))

    @precondition(lambda walk: walk.of_orders(is_unpaid))
    @rule(which=which, own=own_methods, with_wechat=st.booleans())
    def pay(self, which: int, own: list[str], with_wechat: bool) -> None:
        order = pick(self.of_orders(is_unpaid), which)
        self.press(order, (*own, "wechat") if with_wechat or not own else tuple(own))

    @precondition(lambda walk: walk.of_orders(is_unpaid_deal))
    @rule(which=which, own=own_methods)
    def pay_for_a_deal(self, which: int, own: list[str]) -> None:
        """Without a hitch: what is left over by what the member has, WeChat takes at once."""
        self.press(pick(self.of_orders(is_unpaid_deal), which), (*own, "wechat"))
        for number in self.unpaid_there()[-1:]:
            self.tell(self.provider.pay(number))

    def press(self, order: Order, methods: tuple[str, ...]) -> None:
        self.go(
            lambda: payments.start_payment(
                order_id=order.pk,
                way=payments.Way(methods, "native" if "wechat" in methods else ""),
                actor=Actor.member(order.member_id),
                at=now(),
            ),
            InstalmentNotPayable,
            BalanceNotOpen,
            PaymentWindowOver,
            PaymentInsufficient,
            InsufficientBalance,
            MethodUnavailable,
        )

    @precondition(lambda walk: walk.unpaid_there())
    @rule(which=which, news=st.sampled_from(["told", "told", "told twice", "lost", "garbled"]))
    def pay_at_the_provider(self, which: int, news: str) -> None:
        number = pick(self.unpaid_there(), which)
        payment = self.provider.pay(number)
        if news == "lost":
            return
        if news == "garbled":
            self.tell(payment, amount=payment.amount + 1)
            return
        for _time in range(2 if news == "told twice" else 1):
            self.tell(payment)

    @precondition(lambda walk: walk.provider.payments)
    @rule(which=which)
    def news_of_a_payment_comes_late(self, which: int) -> None:
        self.tell(pick(self.provider.payments, which))

    def unpaid_there(self) -> list[str]:
        return [
            number
            for number, order in self.provider.orders.items()
            if order.state is TradeState.UNPAID
        ]

    def tell(self, payment: Payment, amount: int | None = None) -> None:
        told = replace(payment, amount=payment.amount if amount is None else amount)
        self.go(
            lambda: payments.capture_payment(
                channel="wechat", payment=told, confirmed=False, at=now()
            )
        )

    @precondition(lambda walk: walk.pending_there())
    @rule(
        which=which,
        state=st.sampled_from(
            [RefundState.SUCCEEDED, RefundState.SUCCEEDED, RefundState.CLOSED, RefundState.ABNORMAL]
        ),
        is_told=st.booleans(),
    )
    def decide_a_refund(self, which: int, state: RefundState, is_told: bool) -> None:
        result = self.provider.decide(pick(self.pending_there(), which), state)
        if is_told:
            self.go(
                lambda: payments.apply_refund_result(
                    channel="wechat", result=result, actor=Actor.provider("wechat"), at=now()
                )
            )

    def pending_there(self) -> list[str]:
        return [
            number
            for number, refund in self.provider.refunds.items()
            if refund.state in (RefundState.PENDING, RefundState.ABNORMAL)
        ]

    @rule(line=st.sampled_from(list(Line)))
    def the_line_changes(self, line: Line) -> None:
        self.provider.line = line
