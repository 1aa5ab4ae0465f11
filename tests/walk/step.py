"""How a step of the walk is taken and looked at: what all kinds of steps share."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

import time_machine
from django.db import transaction
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from hypothesis.strategies._internal.featureflags import FeatureFlags

from core import outbox
from core.clock import now
from core.errors import DomainError
from orders.models import Order
from payments.errors import (
    PaymentAlreadyMade,
    PaymentClosed,
    PaymentRefused,
    PaymentUnsettled,
    ProviderUnreachable,
)
from payments.models import ProviderPayment, TopUp
from tests.walk.figures import broken_laws, fingerprint
from tests.walk.town import Town

T = TypeVar("T")

# Answers that tell what a provider did, or may have done: they come after something was written.
TOLD = (
    PaymentAlreadyMade,
    PaymentClosed,
    PaymentRefused,
    PaymentUnsettled,
    ProviderUnreachable,
)

# Which of those that are there.
which = st.integers(min_value=0, max_value=999)


class Complaints(logging.Handler):
    """What the code caught, and logged as an error: in a walk nothing may."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


class Step(RuleBasedStateMachine):
    def __init__(self, town: Town) -> None:
        super().__init__()
        # Left to itself, Hypothesis leaves out half of the kinds of steps, another half in each
        # walk: without payments nothing follows that is paid.
        self._rules_strategy.enabled_rules_strategy = st.just(FeatureFlags())
        self.town, self.provider = town, town.provider
        self.provider.begin_anew()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.travel = time_machine.travel(town.opened_at, tick=False)
        self.clock = self.travel.start()
        self.complaints = Complaints()
        logging.getLogger().addHandler(self.complaints)
        self.is_news_late = False
        self.serial = 0
        self.orders: list[Order] = []
        self.top_ups: list[TopUp] = []

    def teardown(self) -> None:
        try:
            for order in self.orders:
                event(f"order {order.deal_kind or order.entry_point} {order.status}")
            for top_up in self.top_ups:
                event(f"top-up {top_up.status}")
            for payment in ProviderPayment.objects.all():
                event(f"payment {payment.disposition}")
        finally:
            logging.getLogger().removeHandler(self.complaints)
            self.travel.stop()
            transaction.set_rollback(True)
            self.atom.__exit__(None, None, None)

    def go(self, door: Callable[[], T], *refusals: type[DomainError]) -> T | None:
        """Take a step, or be refused for one of these reasons: nothing has changed then."""
        before = transaction.savepoint()
        try:
            result = door()
        except TOLD as told:
            event(f"told {type(told).__name__}")
            return None
        except refusals as refusal:
            self.note_refusal(refusal, before)
            return None
        transaction.savepoint_commit(before)
        return result

    def note_refusal(self, refusal: DomainError, before: str) -> None:
        event(f"refused {type(refusal).__name__}")
        after = fingerprint()
        transaction.savepoint_rollback(before)
        assert after == fingerprint(), f"{refusal} came after something had changed"

    @invariant()
    def all_laws_hold(self) -> None:
        if not self.is_news_late:
            self.deliver_news()
        assert broken_laws() == []
        assert self.complaints.heard == []
        self.look_around()

    def look_around(self) -> None:
        self.orders = list(Order.objects.with_guarded().order_by("pk"))
        self.top_ups = list(TopUp.objects.order_by("pk"))

    def deliver_news(self) -> None:
        """As the worker does."""
        while due := outbox.due_messages(at=now(), limit=1000):
            outbox.deliver(due, at=now())

    def of_orders(self, suited: Callable[[Order], object]) -> list[Order]:
        return [order for order in self.orders if suited(order)]

    def next_number(self) -> int:
        self.serial += 1
        return self.serial


def pick(from_them: Sequence[T], which: int) -> T:
    return from_them[which % len(from_them)]
