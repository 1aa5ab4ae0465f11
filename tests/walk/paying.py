"""Steps of who pays, and of the provider: any mix of tenders, and money that arrives in any way."""

import sys
from collections import Counter
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from core.actor import Actor
from core.clock import now
from core.models import Incident
from ledger.errors import InsufficientBalance
from ledger.models import Posting
from orders.errors import BalanceNotOpen, InstalmentNotPayable, PaymentWindowOver
from orders.models import EntryPoint, Order
from payments import services as payments
from payments.channels.base import Payment, RefundResult, RefundState, TradeState
from payments.errors import MethodUnavailable, PaymentInsufficient
from payments.lifecycle import LegStatus
from payments.models import Attempt, RefundLeg
from payments.rules import LATE_PAYMENT_POLICY, LatePayment
from tests.walk.provider import Line
from tests.walk.shopping import Shopping, baskets, is_unpaid
from tests.walk.step import pick, which

own_methods = st.lists(
    st.sampled_from(["points", "stored_value", "balance"]), unique=True, max_size=3
)

policies = st.sampled_from(list(LatePayment))


def is_unpaid_deal(order: Order) -> bool:
    return is_unpaid(order) and bool(order.deal_kind)


class Paying(Shopping):
    @initialize(
        first=st.lists(st.tuples(which, baskets, own_methods), min_size=1, max_size=2),
        policy=policies,
    )
    def some_orders_are_paid(
        self, first: list[tuple[int, dict[str, int], list[str]]], policy: LatePayment
    ) -> None:
        """Most of what can happen, happens to orders that somebody has paid."""
        self.rule_on_late_payments(policy)
        for number, basket, own in first:
            self.buy(number, basket, EntryPoint.BUY_NOW)
            self.look_around()
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

    @precondition(lambda walk: walk.unpaid_there())
    @rule(
        which=which,
        odd=st.sampled_from([(-1, "CNY"), (1, "CNY"), (5_000, "CNY"), (0, "USD")]),
        is_asked=st.booleans(),
    )
    def pay_what_was_not_asked(self, which: int, odd: tuple[int, str], is_asked: bool) -> None:
        """The figure that is told is in suspense until the provider confirms it."""
        number = pick(self.unpaid_there(), which)
        off_by, currency = odd
        least = 1 - self.provider.orders[number].amount
        self.tell(self.provider.pay(number, off_by=max(off_by, least), currency=currency))
        if is_asked:
            self.ask_about(number)

    @precondition(lambda walk: walk.provider.payments)
    @rule(which=which)
    def pay_once_more(self, which: int) -> None:
        self.tell(self.provider.pay(pick(self.provider.payments, which).out_trade_no))

    @precondition(lambda walk: walk.provider.those(TradeState.CLOSED))
    @rule(which=which)
    def pay_what_was_closed(self, which: int) -> None:
        self.tell(self.provider.pay(pick(self.provider.those(TradeState.CLOSED), which)))

    @precondition(lambda walk: walk.of_orders(is_unpaid))
    @rule(which=which, own=own_methods)
    def pay_what_is_given_up(self, which: int, own: list[str]) -> None:
        """The order closes in the moment in which the money is on its way."""
        order = pick(self.of_orders(is_unpaid), which)
        self.press(order, (*own, "wechat"))
        on_their_way = [each for each in self.unpaid_there() if each.startswith(order.number)]
        if not on_their_way:  # what the member has pays for it all
            return
        self.give_up(order)
        for number in on_their_way:
            self.tell(self.provider.pay(number))

    @rule(policy=policies)
    def rule_on_late_payments(self, policy: LatePayment) -> None:
        LATE_PAYMENT_POLICY.change(policy.value)

    @precondition(lambda walk: walk.provider.payments)
    @rule(which=which)
    def news_of_a_payment_comes_late(self, which: int) -> None:
        self.tell(pick(self.provider.payments, which))

    @precondition(lambda walk: walk.provider.orders)
    @rule(which=which)
    def the_shop_asks(self, which: int) -> None:
        self.ask_about(pick(list(self.provider.orders), which))

    def ask_about(self, number: str) -> None:
        attempt = Attempt.objects.get(out_trade_no=number)
        self.go(lambda: payments.query_attempt(attempt_id=attempt.pk, at=now()))

    def unpaid_there(self) -> list[str]:
        return self.provider.those(TradeState.UNPAID)

    def tell(
        self, payment: Payment, amount: int | None = None, *, is_confirmed: bool = False
    ) -> None:
        told = replace(payment, amount=payment.amount if amount is None else amount)
        self.go(
            lambda: payments.capture_payment(
                channel="wechat", payment=told, confirmed=is_confirmed, at=now()
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
            self.tell_of_refund(result)

    def tell_of_refund(self, result: RefundResult) -> None:
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

    def teardown(self) -> None:
        """A walk that has held so far ends with all that the provider knows being told."""
        try:
            if sys.exception() is None:
                self.all_is_told()
        finally:
            super().teardown()

    def all_is_told(self) -> None:
        """The books owe what the provider's own do, by currency."""
        self.provider.line = Line.UP
        for payment in self.provider.payments:
            self.tell(payment, is_confirmed=True)
        for refund in list(self.provider.refunds.values()):
            self.tell_of_refund(refund)
        self.all_laws_hold()
        assert self.booked() - self.paid_out_twice() == self.provider.owes()

    def booked(self) -> Counter[str]:
        """What the provider owes us, as the books have it."""
        owed: Counter[str] = Counter()
        ours = Posting.objects.filter(account__kind="channel_clearing", account__owner="wechat")
        for unit, amount in ours.values_list("account__unit", "amount"):
            owed[unit] -= amount
        return owed

    def paid_out_twice(self) -> Counter[str]:
        """By the provider after all, when staff had paid it to the balance: incidents tell."""
        twice: Counter[str] = Counter()
        for leg in RefundLeg.objects.filter(status=LegStatus.REROUTED).select_related("payment"):
            refund = self.provider.refunds[leg.out_refund_no]
            if refund.state is RefundState.SUCCEEDED:
                subject = f"refund:{leg.out_refund_no}"
                assert Incident.objects.filter(kind="refund_paid_twice", subject=subject).exists()
                assert leg.payment
                twice[leg.payment.currency] += leg.amount
        return twice
