"""The sweeps of the order's own clocks. Closing unpaid orders is payments': it asks providers."""

from collections.abc import Sequence

from celery import shared_task

from core import clock
from core.actor import Actor
from core.sweeps import RUN, sweep
from orders import selectors, services
from orders.clocks import RUNS_IN
from orders.incidents import report_leak, report_stuck


@shared_task
def sweep_receipts() -> None:
    """Receive what has been shipped long enough."""
    at = clock.now()
    rule = Actor.rule("auto_receive")
    sweep(
        selectors.due_for_receipt(at=at, limit=RUN),
        advance=lambda ids: services.receive_orders(order_ids=ids, actor=rule, at=at),
        report=lambda order_id, error: report_stuck(order_id, error, at=at),
    )


@shared_task
def sweep_completions() -> None:
    """Complete what has been received long enough."""
    at = clock.now()
    rule = Actor.rule("auto_complete")
    sweep(
        selectors.due_for_completion(at=at, limit=RUN),
        advance=lambda ids: services.complete_orders(order_ids=ids, actor=rule, at=at),
        report=lambda order_id, error: report_stuck(order_id, error, at=at),
    )


@shared_task
def sweep_leaks() -> None:
    """Tell of ended orders that still hold stock."""
    at = clock.now()
    for number in selectors.leaking_orders().values_list("number", flat=True)[:RUN]:
        report_leak(number, at=at)


# Orders that somebody holds at the moment are looked at again, so many times.
_ROUNDS = 3


@shared_task
def apply_rule(rule: str, actor: str) -> None:
    """Reckon the clocks of open orders by what a rule says now, as staff asked for."""
    at, left = clock.now(), selectors.ids_in(RUNS_IN[rule])

    def advance(ids: Sequence[int]) -> None:
        done = services.apply_rule(rule=rule, order_ids=ids, actor=Actor.parse(actor), at=at)
        seen.update(done)

    for _round in range(_ROUNDS):
        seen: set[int] = set()
        sweep(
            left,
            advance=advance,
            report=lambda order_id, error: report_stuck(order_id, error, at=at),
        )
        left = [order_id for order_id in left if order_id not in seen]
