"""What can be done about payments. Nothing else writes the tables of this app.

Services that call a provider are no transactions themselves; the others are.
"""

from payments.services.capture import (
    capture_payment,
)
from payments.services.change_price import (
    change_price,
)
from payments.services.channels import (
    list_channels,
    probe_channel,
    require_usable,
    set_credentials,
    switch_channel,
)
from payments.services.close import (
    close_attempt,
    close_top_up,
    close_unpaid_order,
    forfeit_unpaid_balance,
    resume_closing,
)
from payments.services.group import (
    leave_group,
    refund_failed_team,
    refund_lost_seat,
)
from payments.services.leases import (
    lease_closings,
    lease_queries,
    lease_refund_legs,
)
from payments.services.notifications import (
    receive_notification,
)
from payments.services.payables import (
    Payable,
    PayableOrder,
    PayableTopUp,
    payable_of,
)
from payments.services.presale import (
    refund_presale,
)
from payments.services.query import (
    query_attempt,
)
from payments.services.refund import (
    request_refund,
)
from payments.services.refund_block import (
    lift_refund_block,
    place_refund_block,
)
from payments.services.refund_leg import (
    advance_leg,
    replace_leg,
    reroute_leg,
)
from payments.services.refund_result import (
    apply_refund_result,
)
from payments.services.start import (
    capture_free_order,
    start_payment,
    start_top_up_payment,
)
from payments.services.top_up import (
    close_top_ups,
    create_top_up,
)
from payments.services.ways import Option, Way, choice_of

__all__ = [
    "Option",
    "Payable",
    "PayableOrder",
    "PayableTopUp",
    "Way",
    "advance_leg",
    "apply_refund_result",
    "capture_free_order",
    "capture_payment",
    "change_price",
    "choice_of",
    "close_attempt",
    "close_top_up",
    "close_top_ups",
    "close_unpaid_order",
    "create_top_up",
    "forfeit_unpaid_balance",
    "lease_closings",
    "lease_queries",
    "lease_refund_legs",
    "leave_group",
    "lift_refund_block",
    "list_channels",
    "payable_of",
    "place_refund_block",
    "probe_channel",
    "query_attempt",
    "receive_notification",
    "refund_failed_team",
    "refund_lost_seat",
    "refund_presale",
    "replace_leg",
    "request_refund",
    "require_usable",
    "reroute_leg",
    "resume_closing",
    "set_credentials",
    "start_payment",
    "start_top_up_payment",
    "switch_channel",
]
