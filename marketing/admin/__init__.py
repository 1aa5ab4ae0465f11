"""Promotions in the back office: set up, watched while they run, ended."""

from marketing.admin import flash_sales, group_buys, points_mall, presales

__all__ = ["flash_sales", "group_buys", "points_mall", "presales"]
