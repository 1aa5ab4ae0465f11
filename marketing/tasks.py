"""The sweeps of marketing."""

from celery import shared_task

from core import clock
from marketing import services
from marketing.rules import PRESALE_CLOSING_NOTICE, PRESALE_OPENING_NOTICE


@shared_task
def remind_of_balances() -> None:
    """Tell whoever has paid a deposit: before the balance opens, and before it is over."""
    at = clock.now()
    while services.remind_of_opening(before=at + PRESALE_OPENING_NOTICE.duration, at=at):
        pass
    while services.remind_of_closing(before=at + PRESALE_CLOSING_NOTICE.duration, at=at):
        pass
