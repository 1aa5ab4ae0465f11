"""An order as what is paid: by one instalment, or by a deposit and a balance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db.models import QuerySet

from core.actor import Actor, ActorKind
from core.errors import DomainError
from core.events import publish
from orders import services as orders
from orders.errors import PaymentWindowOver
from orders.lifecycle import CLOSE, FORFEIT, InstalmentStatus, OrderStatus, Transition
from orders.selectors import closed_by, lock_order, payable_instalment
from orders.state_machine import refusal, refused
from payments import selectors
from payments.events import PaymentCaptured
from payments.mix import Due
from payments.models import Attempt, Refund
from payments.rules import LATE_PAYMENT_POLICY, LatePayment
from payments.services.lay_cells import lay_cells
from payments.services.payables.base import Demand
from payments.services.timeouts import BALANCE_TIMEOUT, PAYMENT_TIMEOUT, Timeout

if TYPE_CHECKING:
    from orders.models import Instalment, Order

_ENDINGS = {CLOSE.name: orders.close_order, FORFEIT.name: orders.forfeit_order}


@dataclass(frozen=True, slots=True)
class PayableOrder:
    KIND: ClassVar[str] = "order"
    FUNDS: ClassVar[str] = "order_funds"
    OWN_MONEY: ClassVar[bool] = True

    order: "Order"

    @property
    def number(self) -> str:
        return self.order.number

    @property
    def member_id(self) -> int:
        return self.order.member_id

    @property
    def columns(self) -> Mapping[str, Any]:
        return {"order": self.order}

    def locked(self) -> Self:
        return type(self)(lock_order(self.order.pk))

    def record(self, *, kind: str, facts: dict[str, Any], actor: Actor, at: datetime) -> None:
        orders.record(order_id=self.order.pk, kind=kind, facts=facts, actor=actor, at=at)

    # --- being paid -----------------------------------------------------------------------

    @property
    def attempts(self) -> QuerySet[Attempt]:
        return selectors.attempts_of(self.order.pk)

    @property
    def open_attempt(self) -> Attempt | None:
        return selectors.open_attempt_of(self.order.pk)

    def next_demand(self, *, at: datetime) -> Demand | None:
        instalment = payable_instalment(self.order, at=at)
        return self._demand(instalment) if instalment else None

    def claim(self, *, at: datetime) -> Demand:
        return self._demand(orders.open_attempt(order_id=self.order.pk, at=at))

    def demand_of(self, attempt: Attempt) -> Demand:
        return self._demand(_instalment(attempt))

    def _demand(self, instalment: "Instalment") -> Demand:
        """Earlier instalments have used up their part of what points may pay."""
        cap_amount = self.order.points_cap_amount
        if cap_amount:
            cap_amount -= selectors.paid_in_points(self.order.pk)
        due = Due(instalment.amount, instalment.points, max(cap_amount, 0))
        return Demand(due, instalment.due_at, {"instalment": instalment})

    def window_over(self, demand: Demand) -> DomainError:
        return PaymentWindowOver.of(self.number, due_at=demand.due_at)

    def is_paid(self, attempt: Attempt) -> bool:
        return _instalment(attempt).status == InstalmentStatus.CAPTURED

    def takes(self, attempt: Attempt) -> bool:
        instalment = _instalment(attempt)
        is_next = attempt.is_open or (_fits(attempt) and not instalment.attempt_open)
        return instalment.status == InstalmentStatus.PENDING and is_next

    def may_reopen(self, attempt: Attempt) -> bool:
        """What staff closed, for fraud or a recall, stays closed."""
        wanted = LATE_PAYMENT_POLICY.value == LatePayment.REOPEN and _fits(attempt)
        return wanted and closed_by(self.order) in (ActorKind.RULE, ActorKind.MEMBER)

    def reclaim(self, *, hold_parts: Callable[[], None], actor: Actor, at: datetime) -> None:
        orders.reclaim_order(order_id=self.order.pk, hold_parts=hold_parts, actor=actor, at=at)

    def capture(self, attempt: Attempt, *, actor: Actor, at: datetime) -> None:
        orders.capture_instalment(
            order_id=self.order.pk,
            instalment_id=_instalment(attempt).pk,
            earned=lay_cells(self.order, attempt),
            actor=actor,
            at=at,
        )
        publish(
            PaymentCaptured(
                order_id=self.order.pk,
                number=self.number,
                method=attempt.channel,
                amount=attempt.amount,
                at=at,
            )
        )

    def free(self, attempt: Attempt) -> None:
        orders.end_attempt(instalment_id=_instalment(attempt).pk)

    # --- ending unpaid --------------------------------------------------------------------

    @property
    def waits_for_payment(self) -> bool:
        return self.order.status == OrderStatus.PENDING_PAYMENT

    @property
    def _ending(self) -> Transition:
        return FORFEIT if self.order.is_deposit_paid else CLOSE

    def timeout(self, *, at: datetime) -> Timeout | None:
        if not self.order.is_overdue(at):
            return None
        return BALANCE_TIMEOUT if self.order.is_deposit_paid else PAYMENT_TIMEOUT

    def close(self, *, reason: str, actor: Actor, at: datetime) -> None:
        end = _ENDINGS[self._ending.name]
        end(order_id=self.order.pk, actor=actor, reason=reason, at=at)

    # --- giving back ----------------------------------------------------------------------

    @property
    def refunds(self) -> QuerySet[Refund]:
        return selectors.refunds_of(self.order.pk)

    def refund_finished(self, *, actor: Actor, at: datetime) -> None:
        """The order is refunded when all its refunds have arrived."""
        running = self.order.status == OrderStatus.REFUNDING
        if running and not selectors.has_unfinished_refund(self.order.pk):
            orders.finish_refund(order_id=self.order.pk, actor=actor, at=at)


def require_endable(order: "Order", ending: Transition, *, actor: Actor, at: datetime) -> None:
    """Raises TransitionRefused where the order cannot end so."""
    if why := refusal(order, ending):
        raise refused(order, why, actor=actor, at=at)


def _fits(attempt: Attempt) -> bool:
    return attempt.amount == _instalment(attempt).amount


def _instalment(attempt: Attempt) -> "Instalment":
    assert attempt.instalment is not None  # noqa: S101  (attempt_pays_one_thing)
    return attempt.instalment
