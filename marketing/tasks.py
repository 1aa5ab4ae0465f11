"""The sweeps of marketing's own clocks."""

from celery import shared_task

from core import clock
from core.sweeps import RUN, sweep
from marketing import services
from marketing.incidents import report_stuck_team
from marketing.rules import PRESALE_CLOSING_NOTICE, PRESALE_OPENING_NOTICE
from marketing.selectors import group_buys


@shared_task
def sweep_group_teams() -> None:
    """End teams whose time is over, and tell the members of those that have an hour left."""
    at = clock.now()
    sweep(
        group_buys.overdue_teams(at=at, limit=RUN),
        advance=lambda ids: services.settle_overdue_teams(team_ids=ids, at=at),
        report=lambda team_id, error: report_stuck_team(team_id, error, at=at),
    )
    sweep(
        group_buys.ending_teams(at=at, limit=RUN),
        advance=lambda ids: services.remind_teams(team_ids=ids, at=at),
        report=lambda team_id, error: report_stuck_team(team_id, error, at=at),
    )


@shared_task
def remind_of_balances() -> None:
    """Tell whoever has paid a deposit: before the balance opens, and before it is over."""
    at = clock.now()
    while services.remind_of_opening(before=at + PRESALE_OPENING_NOTICE.duration, at=at):
        pass
    while services.remind_of_closing(before=at + PRESALE_CLOSING_NOTICE.duration, at=at):
        pass
