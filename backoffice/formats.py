"""Figures, times and facts as people read them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from core.clock import shop_time
from core.errors import title_of
from core.money import format_amount
from payments.services.group import LEFT, SEAT_LOST, TEAM_FAILED
from payments.services.presale import FAILED_REASON
from payments.services.timeouts import BALANCE_TIMEOUT, PAYMENT_TIMEOUT


def format_time(at: datetime) -> str:
    """``2026-11-11 12:00`` on the shop's clock."""
    return f"{shop_time(at):%Y-%m-%d %H:%M}"


def format_span(span: timedelta) -> str:
    """The span's largest unit in words, whatever its sign: ``3 hours``, ``2 天``."""
    start = datetime(2000, 1, 1)  # noqa: DTZ001  (only the distance matters)
    return timesince(start, start + abs(span), depth=1)


# What the facts of incidents and logs are called; others go by their own name.
_LABELS: dict[str, str | Promise] = {
    "amount": _("amount"),
    "asked": _("asked for"),
    "attempts": _("tries"),
    "channel": _("channel"),
    "counted": _("counted"),
    "courier": _("courier"),
    "currency": _("currency"),
    "error": _("error"),
    "event": _("event"),
    "order": _("order"),
    "outbox": _("message"),
    "payment": _("payment"),
    "provider": _("the provider says"),
    "received": _("received"),
    "refund": _("refund"),
    "reserved": _("reserved"),
    "ship_by": _("ship by"),
    "shipment": _("parcel"),
    "sku": _("SKU"),
    "subscriber": _("subscriber"),
    "top_up": _("top-up"),
    "tracking_number": _("tracking number"),
    "transaction_id": _("transaction"),
    "warehouse": _("warehouse"),
}
_AMOUNTS = {"asked", "received"}


def label_fact(name: str) -> str:
    return str(_LABELS.get(name, name))


def format_fact(name: str, value: Any) -> str:
    """A fact of a log or an incident, read by its name: ``*amount`` is money, ``*_at`` a time."""
    if (name.endswith("amount") or name in _AMOUNTS) and isinstance(value, int):
        return format_amount(value)
    if name.endswith(("_at", "_by")) and isinstance(value, str):
        parsed = parse_datetime(value)
        return format_time(parsed) if parsed else value
    if isinstance(value, list):
        return ", ".join(format_fact(name, item) for item in value)
    return str(value)


# Reasons that rules write; what people write stands as they wrote it. A late payment that could
# not be taken names the code of what refused it.
_REASONS: dict[str, str | Promise] = {
    PAYMENT_TIMEOUT.reason: _("not paid in time"),
    TEAM_FAILED: _("the group was not formed"),
    SEAT_LOST: _("paid too late for the group"),
    LEFT: _("the shopper left the group"),
    BALANCE_TIMEOUT.reason: _("balance not paid in time"),
    FAILED_REASON: _("the goods of a presale cannot be delivered"),
}


def format_reason(reason: str) -> str:
    return str(_REASONS.get(reason) or title_of(reason) or reason)
