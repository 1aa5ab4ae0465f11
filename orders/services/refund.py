"""The order's side of refunds; payments decides how much, and whether it is all that is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.deals import DealKind
from marketing.services import (
    give_back_deals,
    release_seat,
    return_coupons,
    take_deal_again,
)
from members.services import take_back
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
from orders.models import AfterSalesStatus, Instalment, Order, OrderLine
from orders.selectors import locked_order
from orders.services.advance import advance_order
from orders.services.cancel_lines import cancel_lines
from orders.state_machine import move, refusal, refused


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """What a refund takes of one line: pieces, fen, and how many of the fen earn points.

    ``unearned_amount``: what of its earnings is taken back is reckoned by so many fen. It is more
    where the refund is reduced for points that are gone.
    """

    quantity: int
    amount: int
    earning_amount: int
    unearned_amount: int


@atomic
def record_refund(
    *,
    order_id: int,
    refund: str,
    lines: Mapping[int, RefundedLine],
    everything: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Order:
    """Count what the ``refund`` takes of each line, by its number, and give unshipped goods back.

    Pieces that have not been shipped are cancelled first; shipped ones count as come back.
    ``everything``: nothing is left of the order after it, which starts the order's refund. Points
    and growth that a completed order has earned are taken back with the money that earned them.
    Raises TransitionRefused where the order's state forbids refunds, and AttemptOpen.
    """
    order = locked_order(order_id)
    unshipped = _count(order, lines)
    if everything:
        _start(order, actor=actor, reason=reason, at=at)
    elif why := refusal(order, START_REFUND):
        raise refused(order, why, actor=actor, at=at)
    _show_after_sales(order, everything=everything)
    if unshipped:
        order = cancel_lines(
            order_id=order_id, quantities=unshipped, reason=reason, actor=actor, at=at
        )
    if order.completed_at:
        _take_back(order, lines, cause=refund, at=at)  # hot rows last
    return order


def _take_back(
    order: Order, lines: Mapping[int, RefundedLine], *, cause: str, at: datetime
) -> None:
    due = {number: line.unearned_amount for number, line in lines.items()}
    take_back(member_id=order.member_id, reference=order.number, cause=cause, lines=due, at=at)


def _count(order: Order, lines: Mapping[int, RefundedLine]) -> dict[int, int]:
    """Write down what is refunded; how many pieces of which lines need not be shipped any more."""
    changed = [line for line in order.lines.all() if line.number in lines]
    unshipped = {}
    for line in changed:
        refunded = lines[line.number]
        line.refunded_quantity += refunded.quantity
        line.refunded_amount += refunded.amount
        line.earning_amount -= refunded.earning_amount
        waiting = line.quantity - line.cancelled_quantity - line.shipped_quantity
        if cancelled := min(refunded.quantity, waiting):
            unshipped[line.number] = cancelled
    OrderLine.objects.bulk_update(
        changed, ["refunded_quantity", "refunded_amount", "earning_amount"]
    )
    return unshipped


def _show_after_sales(order: Order, *, everything: bool) -> None:
    """The second badge; an open ticket keeps its own."""
    if order.after_sales_status == AfterSalesStatus.OPEN:
        return
    order.after_sales_status = (
        AfterSalesStatus.NONE if everything else AfterSalesStatus.PARTIALLY_REFUNDED
    )
    order.version += 1
    order.save(update_fields=["after_sales_status", "version"])


@atomic
def start_refund(*, order_id: int, actor: Actor, reason: str, at: datetime) -> Order:
    """Everything that is left of the order is being refunded; what was to be paid is not any more.

    Raises TransitionRefused when nothing was paid, or it is refunded already, and AttemptOpen
    while more of it is being paid.
    """
    order = locked_order(order_id)
    _start(order, actor=actor, reason=reason, at=at)
    return order


def _start(order: Order, *, actor: Actor, reason: str, at: datetime) -> None:
    if any(instalment.attempt_open for instalment in order.instalments.all()):
        raise AttemptOpen(number=order.number)
    move(order, START_REFUND, actor=actor, at=at, reason=reason)
    unpaid = Instalment.objects.filter(order=order, status=InstalmentStatus.PENDING)
    unpaid.exclude(purpose=InstalmentPurpose.DIFFERENCE).update(status=InstalmentStatus.VOID)
    if order.deal_kind == DealKind.GROUP_BUY:
        release_seat(reference=order.number, at=at)


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
        Instalment.objects.filter(order=order, status=InstalmentStatus.VOID).update(
            status=InstalmentStatus.PENDING
        )
    advance_order(order, actor=actor, at=at)
    return order
