"""What can be done about payments. Nothing else writes the tables of this app.

Services that call a provider are no transactions themselves; the others are.
"""

from payments.services.capture import capture_payment
from payments.services.change_price import change_price
from payments.services.channels import (
    list_channels,
    probe_channel,
    require_usable,
    set_credentials,
    switch_channel,
)
from payments.services.close import (
    close_attempt,
    close_unpaid_order,
    forfeit_unpaid_balance,
    resume_closing,
)
from payments.services.group import leave_group, refund_failed_team, refund_lost_seat
from payments.services.leases import lease_closings, lease_queries, lease_refund_legs
from payments.services.notifications import receive_notification
from payments.services.presale import refund_presale
from payments.services.query import query_attempt
from payments.services.refund import advance_leg, replace_leg, request_refund
from payments.services.refund_result import apply_refund_result
from payments.services.start import capture_free_order, start_payment

__all__ = [
    "advance_leg",
    "apply_refund_result",
    "capture_free_order",
    "capture_payment",
    "change_price",
    "close_attempt",
    "close_unpaid_order",
    "forfeit_unpaid_balance",
    "lease_closings",
    "lease_queries",
    "lease_refund_legs",
    "leave_group",
    "list_channels",
    "probe_channel",
    "query_attempt",
    "receive_notification",
    "refund_failed_team",
    "refund_lost_seat",
    "refund_presale",
    "replace_leg",
    "request_refund",
    "require_usable",
    "resume_closing",
    "set_credentials",
    "start_payment",
    "switch_channel",
]
