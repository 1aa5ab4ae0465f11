"""Time passes by moving what is due to the present: nobody waits, nothing is simulated."""

from datetime import timedelta

from core.clock import real_now as now
from core.models import OutboxMessage
from orders.models import Instalment, Order
from payments.models import Attempt, RefundLeg
from tests.crash.shop import Shop

__all__ = ["leases_run_out", "now", "payment_time_runs_out"]


def payment_time_runs_out(*orders: Order) -> None:
    over = now() - timedelta(seconds=1)
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(payment_due_at=over)
    Instalment.objects.filter(order__in=orders).update(due_at=over)


def leases_run_out(shop: Shop) -> None:
    """Whatever killed processes had taken upon themselves is due again.

    The broker gives their jobs to the next worker that starts, while sweeps find the same.
    """
    OutboxMessage.objects.filter(delivered_at=None).update(due_at=now())
    Attempt.objects.exclude(next_query_at=None).update(next_query_at=now())
    Attempt.objects.exclude(next_close_at=None).update(next_close_at=now())
    RefundLeg.objects.exclude(next_step_at=None).update(next_step_at=now())
    with shop.queue as queue:
        for job in queue.zrange("unacked_index", 0, -1):
            queue.zadd("unacked_index", {job: 0})
