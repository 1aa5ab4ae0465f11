"""Steps of refunds: asked for, answered by the provider in any way, sent again."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from orders.errors import TransitionRefused
from payments import services as payments
from payments.channels.base import RefundResult, RefundState
from payments.errors import NothingToRefund, RefundNotClosed
from tests.journeys.book import Leg, Order
from tests.journeys.buying import Buying
from tests.journeys.step import Refusal, choose, which
from tests.journeys.town import STAFF


def is_refundable(order: Order) -> bool:
    return order.refundable > 0 and order.status != "refunding"


class Refunding(Buying):
    @precondition(lambda walk: walk.has_order(is_refundable))
    @rule(which=which)
    def refund_everything(self, which: int) -> None:
        order = self.order(which, is_refundable)
        refused: Refusal = None
        if not order.refundable:
            refused = NothingToRefund
        elif order.status in ("refunding", "refunded"):
            refused = TransitionRefused
        if self.go(
            lambda: payments.request_refund(
                order_id=order.pk, reason="returned", actor=STAFF, at=now()
            ),
            refused=refused,
        ):
            self.identify(self.book.refund_requested(order, at=now()).legs[-1])

    @precondition(lambda walk: any(leg.receipt for _refund, leg in walk.book.legs))
    @rule(
        which=which,
        state=st.sampled_from([*RefundState, RefundState.SUCCEEDED, RefundState.SUCCEEDED]),
        off_by=st.sampled_from([0] * 9 + [1]),
    )
    def provider_says_of_a_refund(self, which: int, state: RefundState, off_by: int) -> None:
        external = [pair for pair in self.book.legs if pair[1].receipt]
        refund, leg = choose(
            external, lambda pair: pair[1].status in ("sent", "pending", "abnormal"), which
        )
        result = RefundResult(leg.number, "50", leg.amount + off_by, state)
        self.go(
            lambda: payments.apply_refund_result(
                channel="wechat", result=result, actor=Actor.provider("wechat"), at=now()
            )
        )
        if not off_by:
            self.book.settled(refund, leg, str(state))

    @precondition(lambda walk: any(leg.status == "closed" for _refund, leg in walk.book.legs))
    @rule(which=which)
    def send_a_refund_again(self, which: int) -> None:
        refund, leg = choose(self.book.legs, lambda pair: pair[1].status == "closed", which)
        later = refund.legs[refund.legs.index(leg) + 1 :]
        self.go(
            lambda: payments.replace_leg(leg_id=leg.pk, actor=STAFF, at=now()),
            refused=RefundNotClosed if leg.status != "closed" else None,
        )
        if leg.status == "closed" and all(each.status == "closed" for each in later):
            refund.legs.append(Leg(leg.amount, leg.receipt))
            self.identify(refund.legs[-1])
