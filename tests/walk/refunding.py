"""Steps of refunds: in pieces, with the fee, with goodwill, to the source or the balance."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.clock import now
from orders.errors import TransitionRefused
from orders.models import Order
from payments import services as payments
from payments.errors import (
    MoreMoneyThanLeft,
    MorePiecesThanLeft,
    NothingToRefund,
    RefundNotClosed,
    RefundNotStuck,
    RefundTooLate,
    RefundTooSoon,
    RefundWholeOrder,
)
from payments.lifecycle import Destination
from payments.models import RefundLeg
from tests.walk.step import Step, pick, which
from tests.walk.town import STAFF


def is_paid(order: Order) -> bool:
    return order.status in ("paid", "awaiting_shipment", "shipped", "received", "completed")


class Refunding(Step):
    @precondition(lambda walk: walk.of_orders(is_paid))
    @rule(
        which=which,
        pieces=st.integers(0, 2),
        shipping=st.booleans(),
        goodwill=st.sampled_from([0, 0, 1, 333]),
        destination=st.sampled_from(list(Destination)),
    )
    def refund(
        self,
        which: int,
        pieces: int,
        shipping: bool,
        goodwill: int,
        destination: Destination,
    ) -> None:
        order = pick(self.of_orders(is_paid), which)
        line = pick(list(order.lines.all()), which // 8)
        self.ask_for(
            order,
            lines={line.number: pieces},
            shipping=shipping,
            goodwill_amount=goodwill,
            destination=destination,
        )

    @precondition(lambda walk: walk.of_orders(is_paid))
    @rule(which=which, destination=st.sampled_from(list(Destination)))
    def refund_everything(self, which: int, destination: Destination) -> None:
        self.ask_for(pick(self.of_orders(is_paid), which), destination=destination)

    def ask_for(self, order: Order, **asked: Any) -> None:
        self.go(
            lambda: payments.request_refund(
                order_id=order.pk, reason="returned", actor=STAFF, at=now(), **asked
            ),
            NothingToRefund,
            MorePiecesThanLeft,
            MoreMoneyThanLeft,
            RefundWholeOrder,
            RefundTooLate,
            RefundTooSoon,
            TransitionRefused,
        )

    @precondition(lambda walk: walk.stuck_legs())
    @rule(which=which, is_rerouted=st.booleans())
    def take_up_a_stuck_refund(self, which: int, is_rerouted: bool) -> None:
        """Sent again under a new number, or paid to the balance: only what the provider gave up."""
        leg = pick(self.stuck_legs(), which)
        verb = payments.reroute_leg if is_rerouted else payments.replace_leg
        self.go(lambda: verb(leg_id=leg.pk, actor=STAFF, at=now()), RefundNotClosed, RefundNotStuck)

    def stuck_legs(self) -> list[RefundLeg]:
        stuck = RefundLeg.objects.filter(status__in=["closed", "abnormal"]).order_by("pk")
        return list(stuck) if self.provider.refunds else []
