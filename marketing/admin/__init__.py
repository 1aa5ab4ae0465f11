"""What staff set up to sell more, and what they watch of it."""

from marketing.admin import group_buys

__all__ = ["group_buys"]
