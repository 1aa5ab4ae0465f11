"""The sweeps of payments: each finds what is due, and gives it out one by one.

Ids are leased as they are given out, so that any number of workers and beats
may run them at once, and what a killed worker held is due again.
"""

import logging

from celery import shared_task

from core import clock
from core.errors import DomainError
from core.incidents import raise_incident
from core.sweeps import RUN, sweep
from orders import selectors as orders
from orders.services import close_orders, forfeit_orders
from payments import selectors, services
from payments.services.timeouts import BALANCE_TIMEOUT, PAYMENT_TIMEOUT, TOP_UP_TIMEOUT

logger = logging.getLogger(__name__)

BATCH = 500
# Providers limit how often they are called. A tick of ten seconds gives out what is done by the
# next one: no lease runs out in the queue, and more workers do not ask any faster.
CLOSINGS_A_SECOND = 20
CLOSINGS_AT_ONCE = 10 * CLOSINGS_A_SECOND


@shared_task
def close_overdue_orders() -> None:
    """The fast lane: overdue orders that nobody is paying, five hundred in one transaction."""
    at = clock.now()
    sweep(
        orders.due_for_closing(at=at, limit=RUN),
        advance=lambda ids: close_orders(
            order_ids=ids, actor=PAYMENT_TIMEOUT.rule, reason=PAYMENT_TIMEOUT.reason, at=at
        ),
        report=_report_order,
    )


@shared_task
def forfeit_overdue_orders() -> None:
    """The same for orders whose deposit was paid, and whose balance was not in its time."""
    at = clock.now()
    sweep(
        orders.due_for_forfeit(at=at, limit=RUN),
        advance=lambda ids: forfeit_orders(
            order_ids=ids, actor=BALANCE_TIMEOUT.rule, reason=BALANCE_TIMEOUT.reason, at=at
        ),
        report=_report_order,
    )


@shared_task
def close_overdue_top_ups() -> None:
    """The same for top-ups."""
    at = clock.now()
    sweep(
        selectors.overdue_top_ups(at=at, limit=RUN),
        advance=lambda ids: services.close_top_ups(
            top_up_ids=ids, actor=TOP_UP_TIMEOUT.rule, reason=TOP_UP_TIMEOUT.reason, at=at
        ),
        report=_report_top_up,
    )


def _report_order(order_id: int, error: Exception) -> None:
    _report_not_closed(services.PayableOrder(selectors.order_of(order_id)), error)


def _report_top_up(top_up_id: int, error: Exception) -> None:
    _report_not_closed(services.PayableTopUp(selectors.top_up(top_up_id)), error)


def _report_not_closed(payable: services.Payable, error: Exception) -> None:
    kind, subject = f"{payable.KIND}_not_closed", f"{payable.KIND}:{payable.number}"
    facts = {"error": f"{type(error).__name__}: {error}"[:500]}
    raise_incident(kind, subject, facts=facts, at=clock.now())


@shared_task
def close_overdue_payments() -> None:
    """The other lane: what is overdue with an open payment is first closed at its provider."""
    for attempt_id in services.lease_closings(at=clock.now(), limit=CLOSINGS_AT_ONCE):
        close_payment.delay(attempt_id)


@shared_task(rate_limit=f"{CLOSINGS_A_SECOND}/s")
def close_payment(attempt_id: int) -> None:
    try:
        services.resume_closing(attempt_id=attempt_id, at=clock.now())
    except DomainError as refusal:  # paid meanwhile, or the next try is set: both are written down
        logger.info("payment %d: %s", attempt_id, refusal)
    except Exception as error:
        logger.exception("closing payment %d failed", attempt_id)
        _report_not_closed(services.payable_of(selectors.attempt(attempt_id)), error)


@shared_task
def query_payments() -> None:
    """Ask about payments whose notification may have been lost."""
    for attempt_id in services.lease_queries(at=clock.now(), limit=BATCH):
        query_payment.delay(attempt_id)


@shared_task
def query_payment(attempt_id: int) -> None:
    services.query_attempt(attempt_id=attempt_id, at=clock.now())


@shared_task
def advance_refunds() -> None:
    """Send refunds that were not sent, and ask after those that are on their way."""
    for leg_id in services.lease_refund_legs(at=clock.now(), limit=BATCH):
        advance_refund.delay(leg_id)


@shared_task
def advance_refund(leg_id: int) -> None:
    services.advance_leg(leg_id=leg_id, at=clock.now())
