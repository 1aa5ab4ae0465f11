from celery import shared_task

from core import clock, idempotency, incidents, outbox
from core.clock import real_now

SWEEP_BATCH = 500


@shared_task
def deliver_messages(ids: list[int]) -> None:
    """Deliver what a transaction has just committed."""
    outbox.deliver(ids, at=real_now())


@shared_task
def sweep_outbox() -> None:
    """Deliver what is due and was left: a lost wake-up, a killed worker, a retry."""
    at = real_now()
    outbox.deliver(outbox.due_messages(at=at, limit=SWEEP_BATCH), at=at)


@shared_task
def forget_old() -> None:
    """Delete idempotency keys and delivered messages that have had their time."""
    idempotency.forget_old(at=real_now())
    outbox.forget_delivered(at=real_now())


@shared_task
def close_cured_incidents() -> None:
    """Take off the inbox what has put itself right."""
    incidents.close_cured(at=clock.now())
