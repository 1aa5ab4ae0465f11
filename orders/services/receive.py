from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db import atomic
from core.events import publish
from orders.clocks import COMPLETE_CLOCK, RECEIVE_CLOCK, start_auto_complete
from orders.errors import AlreadyExtended
from orders.events import OrderReceived
from orders.lifecycle import RECEIVE
from orders.models import Order
from orders.rules import AFTER_SALES_WINDOW, RECEIPT_EXTENSION
from orders.selectors import lockable_orders, locked_order
from orders.services.timeline import record
from orders.state_machine import move, move_all, refusal, refused


@atomic
def receive_order(
    *, order_id: int, actor: Actor, at: datetime, version: int | None = None
) -> Order:
    """The shopper has everything. Starts the after-sales window.

    Raises TransitionRefused before it is shipped, or while a block stops receipt, and
    OrderChanged where it is not at ``version`` any more.
    """
    order = locked_order(order_id, version=version)
    move(order, RECEIVE, actor=actor, at=at)
    start_auto_complete(order, at=at)
    _tell(order, at=at)
    return order


@atomic
def receive_orders(*, order_ids: Sequence[int], actor: Actor, at: datetime) -> list[int]:
    """Receive many by rule, set by set. Returns the ids received.

    Those that somebody else holds, the shopper has put off meanwhile or a block stops
    are left out; those whose next clock a block stops are received one by one.
    """
    locked = [order for order in lockable_orders(order_ids) if RECEIVE_CLOCK.is_over(order, at=at)]
    ready = [order for order in locked if refusal(order, RECEIVE) is None]
    slow = [order for order in ready if COMPLETE_CLOCK.is_stopped(order)]
    clock = {
        "auto_complete_started_at": at,
        "auto_complete_at": at + AFTER_SALES_WINDOW.duration,
    }
    fast = [order for order in ready if order not in slow]
    moved = set(move_all(fast, RECEIVE, actor=actor, at=at, columns=clock))
    for order in fast:
        if order.pk in moved:
            _tell(order, at=at)
    for order in slow:
        receive_order(order_id=order.pk, actor=actor, at=at)
    return sorted(moved | {order.pk for order in slow})


def _tell(order: Order, *, at: datetime) -> None:
    publish(OrderReceived(order_id=order.pk, number=order.number, at=at))


@atomic
def extend_receipt(
    *, order_id: int, actor: Actor, at: datetime, version: int | None = None
) -> Order:
    """Put automatic receipt off, once. Raises AlreadyExtended, TransitionRefused, OrderChanged."""
    order = locked_order(order_id, version=version)
    if why := refusal(order, RECEIVE):
        raise refused(order, why, actor=actor, at=at)
    if order.receipt_extended_at:
        raise AlreadyExtended(number=order.number)
    if order.auto_receive_at is None:
        raise refused(order, _("it has not been delivered yet"), actor=actor, at=at)
    if order.auto_receive_at <= at:
        raise refused(order, _("its receipt is due"), actor=actor, at=at)
    order.receipt_extended_at, order.receipt_extended_by = at, RECEIPT_EXTENSION.duration
    later = order.auto_receive_at + order.receipt_extended_by
    order.auto_receive_at = later
    order.save(update_fields=["auto_receive_at", "receipt_extended_at", "receipt_extended_by"])
    order.touch()
    record(
        order_id=order.pk,
        kind="order.extend_receipt",
        facts={"auto_receive_at": later.isoformat()},
        actor=actor,
        at=at,
    )
    return order
