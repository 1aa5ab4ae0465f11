"""What Celery beat starts, and how often.

Sweeps have a queue of their own. A worker that takes from it alone keeps their time when a burst
of work fills the default one; ``make up`` spares itself that process, and its one worker takes
from both in turn.
"""

from typing import Any


def _every(seconds: float, task: str) -> dict[str, Any]:
    # A tick that waited longer than its period has a successor already: let it lapse.
    return {
        "task": task,
        "schedule": seconds,
        "options": {"queue": "periodic", "expires": max(seconds, 10)},
    }


BEAT_SCHEDULE = {
    "outbox": _every(10, "core.tasks.sweep_outbox"),
    "overdue orders": _every(10, "payments.tasks.close_overdue_orders"),
    "overdue top-ups": _every(10, "payments.tasks.close_overdue_top_ups"),
    "overdue payments": _every(10, "payments.tasks.close_overdue_payments"),
    "overdue balances": _every(10, "payments.tasks.forfeit_overdue_orders"),
    "coupon reminders": _every(60, "marketing.tasks.remind_of_coupons"),
    "balance reminders": _every(60, "marketing.tasks.remind_of_balances"),
    "payment queries": _every(5, "payments.tasks.query_payments"),
    "refunds": _every(20, "payments.tasks.advance_refunds"),
    "forgetting": _every(3600, "core.tasks.forget_old"),
    "receipts": _every(15, "orders.tasks.sweep_receipts"),
    "completions": _every(15, "orders.tasks.sweep_completions"),
    "flash sales": _every(15, "marketing.tasks.end_flash_sales"),
    "stock leaks": _every(600, "orders.tasks.sweep_leaks"),
    "cured incidents": _every(60, "core.tasks.close_cured_incidents"),
    "group teams": _every(10, "marketing.tasks.sweep_group_teams"),
    "late parcels": _every(60, "logistics.tasks.sweep_late_shipments"),
    "trails": _every(30, "logistics.tasks.follow_parcels"),
    "expiry": _every(60, "members.tasks.sweep_expiry"),
    "expiry reminders": _every(60, "members.tasks.sweep_reminders"),
    "tier reviews": _every(60, "members.tasks.sweep_tiers"),
    "silent parcels": _every(60, "logistics.tasks.sweep_silent_shipments"),
}
