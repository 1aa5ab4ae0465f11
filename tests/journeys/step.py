"""How a step of the walk is taken and looked at: what all kinds of steps share."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import time_machine
from django.db import IntegrityError, connection, transaction
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from core import outbox
from core.clock import now
from core.errors import DomainError
from core.models import OutboxMessage
from payments import services as payments
from payments.models import RefundLeg
from tests.journeys.book import Order
from tests.journeys.figures import broken_laws, figures_of_the_shop, fingerprint
from tests.journeys.town import Town

T = TypeVar("T")
Refusal = type[Exception] | tuple[type[Exception], ...] | None

LAWS_EVERY = 5  # steps: they take longer than a step

# Which of those that are there: seven times in eight one with which the step succeeds.
which = st.integers(min_value=0, max_value=1000)


def is_odd(which: int) -> bool:
    return which % 8 == 5  # none of the limits, of which hypothesis is fond


def choose(all_of_them: Iterable[T], suited: Callable[[T], object], which: int) -> T:
    everything = list(all_of_them)
    fitting = [each for each in everything if suited(each)]
    pool = everything if is_odd(which) else fitting or everything
    return pool[which // 8 % len(pool)]


class Step(RuleBasedStateMachine):
    def __init__(self, town: Town) -> None:
        super().__init__()
        self.town, self.book = town, town.book()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.travel = time_machine.travel(town.opened_at, tick=False)
        self.clock = self.travel.start()
        self.steps = self.serial = 0
        self.is_news_late = False
        self.tracking_numbers: list[str] = []

    def teardown(self) -> None:
        try:
            self.is_news_late = False
            self.look(laws=True)
            for order in self.book.orders.values():
                event(f"order {order.status}")
        finally:
            self.travel.stop()
            transaction.set_rollback(True)
            self.atom.__exit__(None, None, None)

    def go(
        self, door: Callable[[], T], *, refused: Refusal = None, traces: bool = False
    ) -> T | None:
        """Take a step, or be refused as foreseen: without ``traces``, nothing has changed then."""
        before = fingerprint() if refused and not traces else {}
        try:
            result = door()
        except (DomainError, IntegrityError) as error:
            if not refused or not isinstance(error, refused):
                raise
            event(f"refused {type(error).__name__}")
            if before:
                assert fingerprint() == before
            return None
        assert not refused, f"this should have been refused with {refused}"
        return result

    @invariant()
    def the_shop_is_as_the_book_says(self) -> None:
        self.steps += 1
        self.look(laws=self.steps % LAWS_EVERY == 0)

    def look(self, *, laws: bool) -> None:
        if not self.is_news_late:
            self.deliver_news()
        with connection.cursor() as cursor:  # the deferred triggers have their say
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert figures_of_the_shop() == self.book.figures()
        if laws:
            assert broken_laws() == []

    def deliver_news(self) -> None:
        """As the worker does; no subscriber may fail."""
        while due := outbox.due_messages(at=now(), limit=1000):
            outbox.deliver(due, at=now())
        assert list(OutboxMessage.objects.filter(delivered_at=None)) == []
        self.send_refunds()
        self.book.news_delivered()

    def send_refunds(self) -> None:
        """As the tasks do that the news of refunds handed over."""
        numbers = [leg.number for refund in self.book.untold for leg in refund.legs]
        legs = RefundLeg.objects.filter(out_refund_no__in=numbers, status="created")
        for leg_id in legs.values_list("pk", flat=True):
            payments.advance_leg(leg_id=leg_id, at=now())

    def order(self, which: int, suited: Callable[[Order], object]) -> Order:
        return choose(self.book.orders.values(), suited, which)

    def has_order(self, suited: Callable[[Order], object]) -> bool:
        return any(suited(order) for order in self.book.orders.values())

    def next_number(self) -> int:
        self.serial += 1
        return self.serial
