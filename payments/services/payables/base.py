"""What an attempt pays: an order, one instalment at a time, or a top-up.

The steps of paying, closing and giving back are one code for all. What differs is asked of the
payable: a new kind of it is one file here and a column of ``Attempt`` and ``Refund``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from django.db.models import QuerySet

from core.actor import Actor
from core.errors import DomainError
from payments.mix import Due
from payments.models import Attempt, Refund
from payments.services.timeouts import Timeout


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be paid at one time; ``columns`` name it in the attempt that pays it."""

    due: Due
    due_at: datetime | None
    columns: Mapping[str, Any]


class Payable(Protocol):
    """The mutex of its attempts, of the money that came for them, and of what goes back.

    Whoever changes any of that holds its lock.
    """

    KIND: ClassVar[str]  # how notices and incidents name it, with its number
    FUNDS: ClassVar[str]  # the kind of account that what was captured for it stands on
    OWN_MONEY: ClassVar[bool]  # whether points, stored value and balance may pay it

    @property
    def number(self) -> str: ...

    @property
    def member_id(self) -> int: ...

    @property
    def columns(self) -> Mapping[str, Any]:
        """What names it in a refund."""

    def locked(self) -> Self:
        """The same, read anew under its lock."""

    def record(self, *, kind: str, facts: dict[str, Any], actor: Actor, at: datetime) -> None:
        """Add a line to its story."""

    # --- being paid -----------------------------------------------------------------------

    @property
    def attempts(self) -> QuerySet[Attempt]:
        """Newest first, with their tenders."""

    @property
    def open_attempt(self) -> Attempt | None:
        """The one that keeps it from ending."""

    def next_demand(self, *, at: datetime) -> Demand | None:
        """What is to be paid now, if anything is."""

    def claim(self, *, at: datetime) -> Demand:
        """Take what is to be paid now for a new attempt. Raises why there is nothing."""

    def demand_of(self, attempt: Attempt) -> Demand:
        """What that attempt is to pay."""

    def window_over(self, demand: Demand) -> DomainError:
        """The refusal of whoever pays too late."""

    def is_paid(self, attempt: Attempt) -> bool:
        """Whether what the attempt is for is paid, by whichever attempt."""

    def takes(self, attempt: Attempt) -> bool:
        """Whether it can still be paid by that one.

        An attempt that ended here was paid there: taken while nobody else is paying, and the
        price is what it was.
        """

    def may_reopen(self, attempt: Attempt) -> bool:
        """Whether the shop wants it open again for a payment that came after it had closed."""

    def reclaim(self, *, hold_parts: Callable[[], None], actor: Actor, at: datetime) -> None:
        """Have all again that it gave back as it closed, and ``hold_parts`` of the payment among
        it, by the order of locks. Raises what stands in the way."""

    def capture(self, attempt: Attempt, *, actor: Actor, at: datetime) -> None:
        """Go on as paid: the attempt is captured."""

    def free(self, attempt: Attempt) -> None:
        """Let another attempt follow one that ended."""

    # --- ending unpaid --------------------------------------------------------------------

    @property
    def waits_for_payment(self) -> bool: ...

    def timeout(self, *, at: datetime) -> Timeout | None:
        """What ends it now: its time is over, swept or not."""

    def close(self, *, reason: str, actor: Actor, at: datetime) -> None:
        """End it unpaid; its attempts have ended."""

    # --- giving back ----------------------------------------------------------------------

    @property
    def refunds(self) -> QuerySet[Refund]: ...

    def refund_finished(self, *, actor: Actor, at: datetime) -> None:
        """All of one of its refunds has arrived."""
