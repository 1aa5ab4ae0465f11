"""Steps of who pays, and of the provider: any mix of tenders, and money that arrives in any way."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from ledger.errors import InsufficientBalance
from orders.errors import BalanceNotOpen, InstalmentNotPayable, PaymentWindowOver
from payments import services as payments
from payments.channels.base import Payment, RefundState, TradeState
from payments.errors import MethodUnavailable, PaymentInsufficient
from tests.walk.provider import Line
from tests.walk.shopping import is_unpaid
from tests.walk.step import Step, pick, which

own_methods = st.lists(
    st.sampled_from(["points", "stored_value", "balance"]), unique=True, max_size=3
)


class Paying(Step):
    @precondition(lambda walk: walk.of_orders(is_unpaid))
    @rule(which=which, own=own_methods, with_wechat=st.booleans())
    def pay(self, which: int, own: list[str], with_wechat: bool) -> None:
        order = pick(self.of_orders(is_unpaid), which)
        methods = (*own, "wechat") if with_wechat or not own else tuple(own)
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
