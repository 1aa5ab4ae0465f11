"""The order's side of a refund of all that is left; payments decides that it is one."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.deals import DealKind
from marketing.services import give_back_deals, release_seat, return_coupons, take_deal_again
from orders.errors import AttemptOpen
from orders.events import OrderRefunded
from orders.lifecycle import (
    ABORT_REFUND,
    FINISH_REFUND,
    START_REFUND,
    InstalmentPurpose,
    InstalmentStatus,
    OrderStatus,
)
from orders.models import Order
from orders.selectors import locked_order
from orders.services.advance import advance_order
from orders.state_machine import move


@atomic
def start_refund(*, order_id: int, actor: Actor, reason: str, at: datetime) -> Order:
    """Everything that is left of the order is being refunded.

    Of an order that waits for its balance, nothing more can be paid. Raises AttemptOpen while
    somebody is paying, TransitionRefused when nothing was paid, or it is refunded already.
    """
    order = locked_order(order_id)
    if any(instalment.attempt_open for instalment in order.instalments.all()):
        raise AttemptOpen(number=order.number)
    move(order, START_REFUND, actor=actor, at=at, reason=reason)
    unpaid = order.instalments.filter(status=InstalmentStatus.PENDING)
    unpaid.exclude(purpose=InstalmentPurpose.DIFFERENCE).update(status=InstalmentStatus.VOID)
    if order.deal_kind == DealKind.GROUP_BUY:
        release_seat(reference=order.number, at=at)
    return order


@atomic
def finish_refund(*, order_id: int, actor: Actor, at: datetime) -> Order:
    """Every leg of the refund has succeeded."""
    order = locked_order(order_id)
    move(order, FINISH_REFUND, actor=actor, at=at)
    return_coupons(reference=order.number, at=at)
    publish(OrderRefunded(order_id=order.pk, number=order.number, at=at))
    if order.deal_kind and order.refunding_from == OrderStatus.PENDING_PAYMENT:
        give_back_deals([(order.deal_kind, order.number)], at=at)
    return order


@atomic
def abort_refund(*, order_id: int, actor: Actor, reason: str, at: datetime) -> Order:
    """Put the order back to where the refund started.

    Only while no stock went back and no leg was sent: the caller has made sure. Of a group buy,
    only while its seat can be taken again; raises what refuses that.
    """
    order = locked_order(order_id)
    if order.deal_kind == DealKind.GROUP_BUY:
        take_deal_again(kind=order.deal_kind, reference=order.number, at=at)
    move(order, ABORT_REFUND, actor=actor, at=at, reason=reason)
    if order.status == OrderStatus.PENDING_PAYMENT:
        unpaid = order.instalments.filter(status=InstalmentStatus.VOID)
        unpaid.update(status=InstalmentStatus.PENDING)
    advance_order(order, actor=actor, at=at)
    return order
