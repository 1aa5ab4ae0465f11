from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.incidents import resolve_incident
from payments import selectors
from payments.channels.base import Closed, Payment, Trade, TradeState
from payments.lifecycle import AttemptStatus
from payments.services.attempts import end_attempt
from payments.services.capture import capture_payment
from payments.services.gateway import gateway_of
from payments.services.payables import lock_payable


def query_attempt(*, attempt_id: int, at: datetime) -> None:
    """Ask the provider how an attempt stands, and believe it.

    Paid: captured. Closed there: closed here. Ended here but still payable there:
    closed there. Anything else, silence included, leaves it as it is: unknown is
    not closed.
    """
    attempt = selectors.attempt(attempt_id)
    gateway = gateway_of(attempt.channel)
    match gateway.query(attempt.out_trade_no):
        case Trade(TradeState.PAID, Payment() as payment):
            capture_payment(channel=attempt.channel, payment=payment, confirmed=True, at=at)
        case Trade(TradeState.CLOSED):
            _end(attempt_id=attempt_id, at=at)
        case Trade(TradeState.UNPAID) if not attempt.is_open:
            if not isinstance(gateway.close(attempt.out_trade_no), Closed):
                return
        case _:
            return
    resolve_incident(
        "provider_unreachable",
        f"payment:{attempt.out_trade_no}",
        resolution="the provider has answered",
        at=at,
    )


@atomic
def _end(*, attempt_id: int, at: datetime) -> None:
    payable = lock_payable(selectors.attempt(attempt_id))
    attempt = selectors.attempt(attempt_id)
    if attempt.status == AttemptStatus.OPEN:
        actor = Actor.provider(attempt.channel)
        end_attempt(payable, attempt, AttemptStatus.CLOSED, actor=actor, at=at)
