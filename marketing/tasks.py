"""The sweeps of marketing's own clocks."""

from collections.abc import Sequence

from celery import shared_task

from core import clock
from core.actor import Actor
from core.sweeps import RUN, sweep
from marketing import services
from marketing.incidents import report_stuck_sale, report_stuck_team
from marketing.rules import COUPON_REMINDER, PRESALE_CLOSING_NOTICE, PRESALE_OPENING_NOTICE
from marketing.selectors import group_buys
from marketing.selectors.flash_sales import sales_to_end


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
def end_flash_sales() -> None:
    """End the sessions whose time is over."""
    at = clock.now()

    def end(sale_ids: Sequence[int]) -> None:
        for sale_id in sale_ids:
            services.end_flash_sale(sale_id=sale_id, actor=Actor.rule("flash_sale"), at=at)

    sweep(
        list(sales_to_end(at=at).values_list("pk", flat=True)[:RUN]),
        advance=end,
        report=lambda sale_id, error: report_stuck_sale(sale_id, error, at=at),
    )


@shared_task
def remind_of_coupons() -> None:
    """Tell members which of their coupons are soon over."""
    at, within = clock.now(), COUPON_REMINDER.duration
    while services.remind_of_coupons(within=within, at=at):
        pass


@shared_task
def remind_of_balances() -> None:
    """Tell whoever has paid a deposit: before the balance opens, and before it is over."""
    at = clock.now()
    while services.remind_of_opening(before=at + PRESALE_OPENING_NOTICE.duration, at=at):
        pass
    while services.remind_of_closing(before=at + PRESALE_CLOSING_NOTICE.duration, at=at):
        pass
