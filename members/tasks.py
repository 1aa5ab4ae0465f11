"""The sweeps of what members own: expiry, reminders of it, and the yearly review of tiers."""

from celery import shared_task

from core import clock
from core.sweeps import RUN, sweep
from members import selectors, services
from members.incidents import report_stuck
from members.rules import EXPIRY_REMINDER


@shared_task
def sweep_expiry() -> None:
    """Take points and stored value whose time is over."""
    at = clock.now()
    sweep(
        selectors.overdue_lots(at=at, limit=RUN),
        advance=lambda ids: services.expire_lots(lot_ids=ids, at=at),
        report=lambda lot_id, error: report_stuck(f"lot:{lot_id}", error, at=at),
    )


@shared_task
def sweep_reminders() -> None:
    """Tell members of what expires soon."""
    at = clock.now()
    sweep(
        selectors.lots_to_remind_of(at=at, until=at + EXPIRY_REMINDER.duration, limit=RUN),
        advance=lambda ids: services.remind_of_expiry(lot_ids=ids, at=at),
        report=lambda lot_id, error: report_stuck(f"lot:{lot_id}", error, at=at),
    )


@shared_task
def sweep_tiers() -> None:
    """Review the tiers that have had their year."""
    at = clock.now()
    sweep(
        selectors.due_for_review(at=at, limit=RUN),
        advance=lambda ids: services.review_tiers(member_ids=ids, at=at),
        report=lambda member_id, error: report_stuck(f"member:{member_id}", error, at=at),
    )
