"""Promotions in the back office: set up, watched while they run, ended."""

from marketing.admin import (
    changes,
    coupons,
    exchange_codes,
    flash_sales,
    group_buys,
    points_mall,
    presales,
    reductions,
)

__all__ = [
    "changes",
    "coupons",
    "exchange_codes",
    "flash_sales",
    "group_buys",
    "points_mall",
    "presales",
    "reductions",
]
