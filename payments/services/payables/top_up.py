"""A top-up as what is paid: once, by one provider, and then it is the member's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import QuerySet

from core import tracing
from core.actor import Actor
from core.errors import DomainError
from core.events import publish
from ledger import services as ledger
from members import services as members
from payments import selectors
from payments.errors import TopUpNotOpen, TopUpPaymentOpen, TopUpWindowOver
from payments.events import TopUpPaid
from payments.lifecycle import TopUpStatus
from payments.mix import Due
from payments.models import Attempt, Refund, TopUp, TopUpEvent, TopUpPurpose
from payments.services.payables.base import Demand
from payments.services.timeouts import TOP_UP_TIMEOUT, Timeout
from payments.state_machine import move

_CREDIT = {
    TopUpPurpose.BALANCE: members.credit_balance,
    TopUpPurpose.STORED_VALUE: members.credit_stored_value,
}


@dataclass(frozen=True, slots=True)
class PayableTopUp:
    KIND: ClassVar[str] = "top_up"
    FUNDS: ClassVar[str] = "top_up_funds"
    OWN_MONEY: ClassVar[bool] = False

    top_up: TopUp

    @property
    def number(self) -> str:
        return self.top_up.number

    @property
    def member_id(self) -> int:
        return self.top_up.member_id

    @property
    def columns(self) -> Mapping[str, Any]:
        return {"top_up": self.top_up}

    def locked(self) -> Self:
        return type(self)(TopUp.objects.locked().get(pk=self.top_up.pk))

    def record(self, *, kind: str, facts: dict[str, Any], actor: Actor, at: datetime) -> None:
        TopUpEvent.objects.create(
            top_up=self.top_up,
            kind=kind,
            facts=facts,
            actor=str(actor),
            cause=tracing.cause(),
            at=at,
        )

    # --- being paid -----------------------------------------------------------------------

    @property
    def attempts(self) -> QuerySet[Attempt]:
        return selectors.attempts_at_top_up(self.top_up.pk)

    @property
    def open_attempt(self) -> Attempt | None:
        return selectors.open_attempt_at_top_up(self.top_up.pk)

    def next_demand(self, *, at: datetime) -> Demand | None:
        return self._demand if self.waits_for_payment and not self._is_overdue(at) else None

    def claim(self, *, at: datetime) -> Demand:
        if not self.waits_for_payment:
            raise self._not_open
        if self._is_overdue(at):
            raise self.window_over(self._demand)
        if self.open_attempt is not None:
            raise TopUpPaymentOpen(number=self.number)
        return self._demand

    def demand_of(self, attempt: Attempt) -> Demand:
        return self._demand

    @property
    def _demand(self) -> Demand:
        return Demand(Due(self.top_up.amount), self.top_up.due_at, self.columns)

    def window_over(self, demand: Demand) -> DomainError:
        return TopUpWindowOver.of(self.number, due_at=self.top_up.due_at)

    def is_paid(self, attempt: Attempt) -> bool:
        return self.top_up.status == TopUpStatus.PAID

    def takes(self, attempt: Attempt) -> bool:
        return self.waits_for_payment and (attempt.is_open or self.open_attempt is None)

    def may_reopen(self, attempt: Attempt) -> bool:
        """Whoever still wants one begins another."""
        return False

    def reclaim(self, *, hold_parts: Callable[[], None], actor: Actor, at: datetime) -> None:
        """It gave nothing back."""

    def capture(self, attempt: Attempt, *, actor: Actor, at: datetime) -> None:
        """What it stands on until now becomes the member's, once."""
        top_up = self.top_up
        entry_id = _CREDIT[TopUpPurpose(top_up.purpose)](
            key=f"top_up:{self.number}",
            kind="top_up",
            member_id=self.member_id,
            amount=top_up.amount,
            from_account_id=ledger.open_account(kind=self.FUNDS).pk,
            reference=self.number,
            at=at,
        )
        move(top_up, TopUpStatus.PAID, paid_at=at, entry_id=entry_id)
        publish(
            TopUpPaid(
                member_id=self.member_id,
                number=self.number,
                purpose=top_up.purpose,
                method=attempt.channel,
                amount=top_up.amount,
                at=at,
            )
        )

    def free(self, attempt: Attempt) -> None:
        """Nothing is kept of it but the attempt itself."""

    # --- ending unpaid --------------------------------------------------------------------

    @property
    def waits_for_payment(self) -> bool:
        return self.top_up.status == TopUpStatus.CREATED

    def _is_overdue(self, at: datetime) -> bool:
        return self.top_up.due_at <= at

    @property
    def _not_open(self) -> DomainError:
        return TopUpNotOpen(number=self.number, status=self.top_up.get_status_display())

    def timeout(self, *, at: datetime) -> Timeout | None:
        return TOP_UP_TIMEOUT if self.waits_for_payment and self._is_overdue(at) else None

    def require_closable(self) -> None:
        """Raises TopUpNotOpen."""
        if not self.waits_for_payment:
            raise self._not_open

    def close(self, *, reason: str, actor: Actor, at: datetime) -> None:
        move(self.top_up, TopUpStatus.CLOSED, closed_at=at)
        self.record(kind="top_up.closed", facts={"reason": reason}, actor=actor, at=at)

    # --- giving back ----------------------------------------------------------------------

    @property
    def refunds(self) -> QuerySet[Refund]:
        return selectors.refunds_at_top_up(self.top_up.pk)

    def refund_finished(self, *, actor: Actor, at: datetime) -> None:
        """What goes back was never the top-up's: nothing follows."""


def lock_top_up(top_up_id: int) -> PayableTopUp:
    return PayableTopUp(TopUp.objects.locked().get(pk=top_up_id))
