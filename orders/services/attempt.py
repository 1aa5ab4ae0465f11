"""While a payment attempt is open, the order may neither close nor change its price."""

from datetime import datetime

from core.db import atomic
from orders.errors import AttemptOpen, BalanceNotOpen, InstalmentNotPayable, PaymentWindowOver
from orders.models import Instalment
from orders.selectors import locked_order, next_instalment


@atomic
def open_attempt(*, order_id: int, at: datetime) -> Instalment:
    """Claim the order's next instalment for a payment attempt and return it.

    Raises InstalmentNotPayable when there is nothing to pay, BalanceNotOpen and
    PaymentWindowOver when its time has not come or is over, AttemptOpen when another
    attempt holds it.
    """
    order = locked_order(order_id)
    instalment = next_instalment(order)
    if instalment is None:
        raise InstalmentNotPayable(number=order.number)
    if at < instalment.opens_at:
        raise BalanceNotOpen.of(order.number, opens_at=instalment.opens_at)
    if not instalment.is_payable(at):
        raise PaymentWindowOver.of(order.number, due_at=instalment.due_at)
    if instalment.attempt_open:
        raise AttemptOpen(number=order.number)
    instalment.attempt_open = True
    instalment.save(update_fields=["attempt_open"])
    return instalment


@atomic
def end_attempt(*, instalment_id: int) -> None:
    """Free the instalment: its attempt was closed or failed. Captured ones were freed already."""
    Instalment.objects.filter(pk=instalment_id, attempt_open=True).update(attempt_open=False)
