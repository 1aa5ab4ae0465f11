"""Steps of the shop itself: time, sweeps, the post, gifts of balance, goods that come in."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.clock import now
from logistics.tasks import sweep_late_shipments
from members.services import grant_balance
from orders.tasks import sweep_completions, sweep_receipts
from payments import services as payments
from payments import tasks as sweeps
from products.errors import BelowReserved, StockChanged
from products.models import StockItem
from products.services import adjust_stock, receive_stock
from tests.journeys.step import Step, which
from tests.journeys.town import STAFF

LEAPS = [timedelta(minutes=minutes) for minutes in (1, 6, 31, 7 * 24 * 60)]


class Housekeeping(Step):
    @rule(
        by=st.sampled_from(LEAPS), turns=st.sampled_from([0, 1, 1, 6]), is_news_late=st.booleans()
    )
    def time_passes(self, by: timedelta, turns: int, is_news_late: bool) -> None:
        """Sweeps may be behind, and so may the news that goes out after commit."""
        self.is_news_late = is_news_late
        self.clock.shift(by)
        for _turn in range(turns):
            self.sweep()
            self.clock.shift(by)

    @rule(task=st.sampled_from(["grant", "receive", "count"]), which=which, much=st.integers(1, 9))
    def staff_works(self, task: str, which: int, much: int) -> None:
        match task:
            case "grant":
                self.grant(which, much * 5000, again=which % 3 == 0)
            case "receive":
                self.goods_come_in(which, much)
            case "count":
                self.count_goods(which, much - 7, is_miscounted=which % 10 == 9)

    def grant(self, which: int, amount: int, *, again: bool) -> None:
        member, key = self.town.members[which % 2], f"grant:{self.next_number()}"
        for _time in range(1 + again):
            grant_balance(
                member_id=member, amount=amount, key=key, reason="", actor=STAFF, at=now()
            )
        self.book.granted(member, amount)

    def goods_come_in(self, which: int, quantity: int) -> None:
        sku, warehouse = self.town.shelf(which)
        receive_stock(
            sku_id=self.town.skus[sku],
            warehouse_id=warehouse,
            quantity=quantity,
            reason="",
            actor=STAFF,
            at=now(),
        )
        self.book.on_hand[sku] += quantity

    def count_goods(self, which: int, delta: int, *, is_miscounted: bool) -> None:
        items = list(StockItem.objects.select_related("sku").order_by("pk"))
        item = items[which % len(items)]
        seen = item.on_hand + is_miscounted
        low = item.on_hand + delta < item.reserved
        if self.go(
            lambda: adjust_stock(
                stock_item_id=item.pk,
                delta=delta,
                expected_on_hand=seen,
                reason="",
                actor=STAFF,
                at=now(),
            ),
            refused=StockChanged if is_miscounted else BelowReserved if low else None,
        ):
            self.book.on_hand[item.sku.code] += delta

    def sweep(self) -> None:
        """Whatever beat would start; clocks that are due, run out."""
        sweeps.close_overdue_orders()
        for order in self.book.orders.values():
            if order.is_overdue(now()) and not order.open_attempt:
                self.book.closed(order)
        self.sweep_payments()
        self.sweep_refunds()
        sweep_receipts()
        for order in self.book.orders.values():
            if order.status == "shipped" and is_due(order.receive.due):
                self.book.received(order, at=now())
        sweep_completions()
        for order in self.book.orders.values():
            if order.status == "received" and is_due(order.complete.due):
                order.status = "completed"
        sweep_late_shipments()

    def sweep_payments(self) -> None:
        for attempt_id in payments.lease_queries(at=now(), limit=100):
            sweeps.query_payment(attempt_id)
        leased = payments.lease_closings(at=now(), limit=100)
        overdue = [each for each in self.book.attempts if each.order.is_overdue(now())]
        assert {each.pk for each in overdue if each.status == "open"} <= set(leased)
        for attempt in self.book.attempts:
            if attempt.pk in leased:
                attempt.turns += attempt.status == "closing"
                sweeps.close_payment(attempt.pk)
                attempt.closes_order |= attempt.order.is_overdue(now())
                self.book.asked_in_vain(attempt)

    def sweep_refunds(self) -> None:
        leased = payments.lease_refund_legs(at=now(), limit=100)
        for _refund, leg in self.book.legs:
            if leg.pk in leased:
                sweeps.advance_refund(leg.pk)
                self.book.sent(leg)


def is_due(at: datetime | None) -> bool:
    return at is not None and at <= now()
