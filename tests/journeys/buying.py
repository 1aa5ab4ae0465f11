"""Steps of shoppers and of payers: buy, cancel, pay; money that arrives, rightly or not."""

from datetime import timedelta
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from core.actor import Actor
from core.clock import now
from ledger.errors import InsufficientBalance
from orders import services as orders
from orders.errors import (
    InstalmentNotPayable,
    PaymentWindowOver,
    QuoteChanged,
    TransitionRefused,
)
from orders.models import EntryPoint
from orders.models import Order as OrderRow
from orders.services import Item
from payments import services as payments
from payments.channels.base import Payment
from payments.errors import PaymentUnsettled, ProviderUnreachable, UnknownPayment
from payments.models import Attempt as AttemptRow
from payments.models import RefundLeg
from products.errors import InsufficientStock
from tests.journeys.book import LEAST_TIME_TO_PAY, Attempt, Leg, Line, Order, Receipt
from tests.journeys.figures import fingerprint
from tests.journeys.step import Refusal, Step, choose, which

baskets = st.dictionaries(
    st.sampled_from(["TEA", "CUP", "GIFT"]), st.integers(1, 4), min_size=1, max_size=3
)


def is_unpaid(order: Order) -> bool:
    return order.status == "pending_payment"


def is_free_to_pay(order: Order) -> bool:
    return is_unpaid(order) and not order.open_attempt


def is_free_to_cancel(order: Order) -> bool:
    return is_unpaid(order) and (not order.open_attempt or order.open_attempt.status == "open")


class Buying(Step):
    # --- placing and cancelling -----------------------------------------------------------

    @initialize(
        first=st.lists(
            st.tuples(baskets, st.sampled_from(["scanned", "balance", "wechat", ""])),
            min_size=3,
            max_size=6,
        )
    )
    def some_orders_are_there(self, first: list[tuple[dict[str, int], str]]) -> None:
        """Most of what can happen, happens to orders that somebody pays."""
        for number, (basket, method) in enumerate(first):
            order = self.place(basket, number, is_stale=False)
            if order and method:
                self.pay(order, method)

    @rule(basket=baskets, which=which, stale=st.integers(0, 19))
    def somebody_buys(self, basket: dict[str, int], which: int, stale: int) -> None:
        self.place(basket, which, is_stale=stale == 19)

    def place(self, basket: dict[str, int], which: int, *, is_stale: bool) -> Order | None:
        member = self.town.members[which % 2]
        items = [Item(sku, quantity) for sku, quantity in basket.items()]
        address = self.town.addresses[member]
        quote = orders.quote_order(
            member_id=member, items=items, address_id=address, at=now()
        ).quote
        assert quote.payable_amount == self.town.price(basket)
        short = [sku for sku in basket if basket[sku] > self.available(sku)]
        order = self.go(
            lambda: orders.place_order(
                member_id=member,
                items=items,
                address_id=address,
                fingerprint="another" if is_stale else quote.fingerprint,
                entry_point=EntryPoint.BUY_NOW,
                actor=Actor.member(member),
                at=now(),
            ),
            refused=QuoteChanged if is_stale else InsufficientStock if short else None,
        )
        if order is None:
            return None
        entered = self.entered(order, basket)
        self.book.placed(entered)
        return entered

    def entered(self, order: OrderRow, basket: dict[str, int]) -> Order:
        due_at = now() + timedelta(minutes=30)
        lines = {n: Line(sku, basket[sku]) for n, sku in enumerate(basket, start=1)}
        payable = self.town.price(basket)
        return Order(order.pk, order.number, order.member_id, payable, due_at, lines)

    def available(self, sku: str) -> int:
        return self.book.on_hand[sku] - self.book.reserved[sku]

    @precondition(lambda walk: walk.has_order(is_free_to_cancel))
    @rule(which=which)
    def cancel(self, which: int) -> None:
        order = self.order(which, is_free_to_cancel)
        attempt = order.open_attempt
        if attempt is None:
            refused: Refusal = TransitionRefused if not is_unpaid(order) else None
        else:
            attempt.closes_order = True
            refused = None if self.book.asked_in_vain(attempt) else PaymentUnsettled
        self.go(
            lambda: payments.close_unpaid_order(
                order_id=order.pk, reason="", actor=Actor.member(order.member), at=now()
            ),
            refused=refused,
            traces=attempt is not None,
        )
        if attempt is None and refused is None:
            self.book.closed(order)

    # --- paying ---------------------------------------------------------------------------

    @precondition(lambda walk: walk.has_order(is_free_to_pay))
    @rule(which=which, method=st.sampled_from(["balance", "wechat", "scanned"]))
    def somebody_pays(self, which: int, method: str) -> None:
        self.pay(self.order(which, is_free_to_pay), method)

    def pay(self, order: Order, method: str) -> None:
        if method == "balance":
            self.pay_by_balance(order)
            return
        self.pay_by_wechat(order)
        if method == "scanned" and order.open_attempt:
            self.arrive(order.open_attempt, order.payable, "CNY", confirmed=False)

    def pay_by_balance(self, order: Order) -> None:
        refused: Refusal = None
        if order.is_overdue(now()):
            refused = PaymentWindowOver
        elif self.book.wallets[order.member] < order.payable:
            refused = InsufficientBalance
        asked, refused = self.about_to_pay(order, refused)
        if self.start(order, "balance", refused=refused, traces=asked):
            self.book.paid_by_balance(order, self.last_attempt(order, "balance"), at=now())

    def pay_by_wechat(self, order: Order) -> None:
        """The provider is silent: the attempt is open all the same."""
        same = order.open_attempt
        if same and same.status == "open":
            over = order.is_overdue(now())
            self.start(order, "wechat", refused=PaymentWindowOver if over else ProviderUnreachable)
            return
        late = order.due_at - now() < LEAST_TIME_TO_PAY
        asked, refused = self.about_to_pay(order, PaymentWindowOver if late else None)
        self.start(
            order, "wechat", refused=refused or ProviderUnreachable, traces=asked or not refused
        )
        if refused is None:
            self.last_attempt(order, "wechat")

    def about_to_pay(self, order: Order, refused: Refusal) -> tuple[bool, Refusal]:
        """An open attempt is ended first, if it can be, but not for a press that is refused."""
        attempt = order.open_attempt
        if attempt and refused:
            return False, refused
        if attempt and not self.book.asked_in_vain(attempt):
            return True, PaymentUnsettled
        if not is_unpaid(order):
            return bool(attempt), InstalmentNotPayable
        return bool(attempt), refused

    def start(self, order: Order, method: str, *, refused: Refusal, traces: bool = False) -> Any:
        return self.go(
            lambda: payments.start_payment(
                order_id=order.pk,
                way=payments.Way((method,), {"wechat": "native"}.get(method, method)),
                actor=Actor.member(order.member),
                at=now(),
            ),
            refused=refused,
            traces=traces,
        )

    def last_attempt(self, order: Order, method: str) -> Attempt:
        row = AttemptRow.objects.filter(instalment__order=order.pk).latest("pk")
        order.attempts.append(Attempt(row.pk, row.out_trade_no, order, method))
        return order.attempts[-1]

    @precondition(lambda walk: any(each.method == "wechat" for each in walk.book.attempts))
    @rule(
        which=which,
        off_by=st.sampled_from([0] * 10 + [1, -1]),
        unit=st.sampled_from(["CNY"] * 19 + ["USD"]),
        confirmed=st.booleans(),
    )
    def money_arrives(self, which: int, off_by: int, unit: str, confirmed: bool) -> None:
        if which % 50 == 49:
            self.money_arrives_for_nobody()
            return
        external = [each for each in self.book.attempts if each.method == "wechat"]
        is_in_time = which % 3 > 0
        attempt = choose(external, lambda each: each.is_open is is_in_time, which)
        self.arrive(attempt, attempt.order.payable + off_by, unit, confirmed=confirmed)

    def arrive(self, attempt: Attempt, amount: int, unit: str, *, confirmed: bool) -> None:
        judged = self.book.judge(attempt, amount, unit, confirmed=confirmed)
        receipt = Receipt(f"42{self.next_number():026}", attempt, amount, unit, judged)
        self.capture(receipt, confirmed=confirmed)
        self.book.receipts.append(receipt)
        self.follow(receipt)

    @precondition(lambda walk: walk.book.receipts)
    @rule(which=which, right=st.booleans(), confirmed=st.booleans())
    def money_is_told_again(self, which: int, right: bool, confirmed: bool) -> None:
        """The same transaction: it only matters where a figure waits for the provider's word."""
        receipt = choose(self.book.receipts, lambda each: each.disposition == "suspense", which)
        if receipt.disposition != "suspense" or not confirmed:
            before = fingerprint()
            self.capture(receipt, confirmed=confirmed)
            assert fingerprint() == before
            return
        self.book.taken_back(receipt)
        if right:
            receipt.amount, receipt.unit = receipt.attempt.order.payable, "CNY"
        receipt.disposition = self.book.judge(
            receipt.attempt, receipt.amount, receipt.unit, confirmed=True
        )
        self.capture(receipt, confirmed=True)
        self.follow(receipt)

    def money_arrives_for_nobody(self) -> None:
        nobody = Attempt(0, "99999999999999999999_1", Order(0, "", 0, 1, now(), {}), "wechat")
        self.capture(Receipt("42", nobody, 1, "CNY", ""), confirmed=True, refused=UnknownPayment)

    def capture(self, receipt: Receipt, *, confirmed: bool, refused: Refusal = None) -> None:
        payment = Payment(
            out_trade_no=receipt.attempt.number,
            transaction_id=receipt.transaction,
            amount=receipt.amount,
            currency=receipt.unit,
            paid_at=now(),
        )
        self.go(
            lambda: payments.capture_payment(
                channel="wechat", payment=payment, confirmed=confirmed, at=now()
            ),
            refused=refused,
        )

    def follow(self, receipt: Receipt) -> None:
        event(f"money {receipt.disposition}")
        refund = self.book.arrived(receipt, at=now())
        if refund:
            self.identify(refund.legs[-1])

    def identify(self, leg: Leg) -> None:
        row = RefundLeg.objects.latest("pk")
        leg.pk, leg.number = row.pk, row.out_refund_no
