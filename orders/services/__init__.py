"""What can be done with an order. Nothing else writes the tables of this app."""

from orders.services.apply_rule import (
    apply_rule,
)
from orders.services.attempt import (
    end_attempt,
    open_attempt,
)
from orders.services.block import (
    lift_block,
    place_block,
)
from orders.services.cancel_lines import (
    cancel_lines,
)
from orders.services.capture import (
    capture_instalment,
)
from orders.services.cart import (
    add_to_cart,
    change_cart_line,
    empty_cart,
    remove_from_cart,
    select_cart,
)
from orders.services.cart_checkout import (
    place_cart,
    quote_cart,
)
from orders.services.cart_merge import (
    LeftOut,
    LeftOutReason,
    buy_again,
    merge_into_cart,
)
from orders.services.change_price import (
    change_price,
)
from orders.services.close import (
    close_order,
    close_orders,
)
from orders.services.complete import (
    complete_orders,
)
from orders.services.delivery import (
    record_delivery,
)
from orders.services.dispatch import (
    record_dispatch,
)
from orders.services.exchange import place_exchange
from orders.services.forfeit import (
    forfeit_order,
    forfeit_orders,
)
from orders.services.group import (
    free_from_group,
    note_seat,
)
from orders.services.place import (
    Item,
    place_order,
)
from orders.services.quote import (
    quote_order,
)
from orders.services.receive import (
    extend_receipt,
    receive_order,
    receive_orders,
)
from orders.services.refund import (
    RefundedLine,
    abort_refund,
    finish_refund,
    record_refund,
    start_refund,
)
from orders.services.reserve_again import (
    reserve_again,
)
from orders.services.revive import (
    reclaim_order,
)
from orders.services.timeline import (
    record,
)

__all__ = [
    "Item",
    "LeftOut",
    "LeftOutReason",
    "RefundedLine",
    "abort_refund",
    "add_to_cart",
    "apply_rule",
    "buy_again",
    "cancel_lines",
    "capture_instalment",
    "change_cart_line",
    "change_price",
    "close_order",
    "close_orders",
    "complete_orders",
    "empty_cart",
    "end_attempt",
    "extend_receipt",
    "finish_refund",
    "forfeit_order",
    "forfeit_orders",
    "free_from_group",
    "lift_block",
    "merge_into_cart",
    "note_seat",
    "open_attempt",
    "place_block",
    "place_cart",
    "place_exchange",
    "place_order",
    "quote_cart",
    "quote_order",
    "receive_order",
    "receive_orders",
    "reclaim_order",
    "record",
    "record_delivery",
    "record_dispatch",
    "record_refund",
    "remove_from_cart",
    "reserve_again",
    "select_cart",
    "start_refund",
]
