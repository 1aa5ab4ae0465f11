from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.services import note_deal_paid
from orders.errors import InstalmentNotPayable
from orders.events import OrderFulfilling, OrderPaid, OrderRevived
from orders.lifecycle import (
    FULFIL,
    PAY,
    REOPEN,
    REVIVE,
    InstalmentStatus,
    OrderStatus,
    everything_captured,
)
from orders.models import Order, OrderLine
from orders.selectors import locked_order, next_instalment
from orders.services.stock import reserve_or_block
from orders.services.timeline import record
from orders.state_machine import move, refusal


@atomic
def capture_instalment(
    *,
    order_id: int,
    instalment_id: int,
    earned: Mapping[int, int] | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Book an instalment as paid; the order is paid with its last one, and goes on if it may.

    After an earlier one the clock of the next starts. Whose deal takes stock when all is paid
    gets it now; where there is too little, the order is paid all the same and waits. A closed
    order that ``reclaim_order`` has had all again for is open with it.

    Called by payments in the transaction that books the money. ``earned`` is what it paid of each
    line in money, by the line's number. An instalment that is not pending raises
    InstalmentNotPayable: that money is not for it.
    """
    order = locked_order(order_id)
    instalment = next(row for row in order.instalments.all() if row.pk == instalment_id)
    if instalment.status != InstalmentStatus.PENDING:
        raise InstalmentNotPayable(number=order.number)
    instalment.status = InstalmentStatus.CAPTURED
    instalment.captured_at = at
    instalment.attempt_open = False
    instalment.save(update_fields=["status", "captured_at", "attempt_open"])
    if earned:
        _count_earning(order, earned)
    complete = everything_captured(order) is None
    if order.status == OrderStatus.CLOSED:
        move(order, REVIVE if complete else REOPEN, actor=actor, at=at)
        publish(OrderRevived(order_id=order.pk, number=order.number, at=at))
    elif complete:
        move(order, PAY, actor=actor, at=at)
    if order.deal_kind:
        note_deal_paid(kind=order.deal_kind, reference=order.number, complete=complete, at=at)
    if complete:
        publish(OrderPaid(order_id=order.pk, number=order.number, at=at))
        if order.awaits_stock:
            reserve_or_block(order, actor=actor, at=at)
        release_to_fulfilment(order, at=at)
    else:
        _start_next_clock(order, actor=actor, at=at)
    return order


def _count_earning(order: Order, earned: Mapping[int, int]) -> None:
    lines = [line for line in order.lines.all() if line.number in earned]
    for line in lines:
        line.earning_amount += earned[line.number]
    OrderLine.objects.bulk_update(lines, ["earning_amount"])


def _start_next_clock(order: Order, *, actor: Actor, at: datetime) -> None:
    """What is to be paid next has a time of its own, and so has the order."""
    rest = next_instalment(order)
    assert rest is not None  # noqa: S101  (the order is not paid)
    order.payment_started_at, order.payment_due_at = rest.opens_at, rest.due_at
    order.save(update_fields=["payment_started_at", "payment_due_at"])
    order.touch()
    record(
        order_id=order.pk,
        kind="order.deposit_paid",
        facts={
            "opens_at": rest.opens_at.isoformat(),
            "due_at": rest.due_at and rest.due_at.isoformat(),
        },
        actor=actor,
        at=at,
    )


def release_to_fulfilment(order: Order, *, at: datetime) -> None:
    """Hand a paid order on where nothing blocks it; a block that holds it will, when lifted."""
    if refusal(order, FULFIL) is None:
        move(order, FULFIL, actor=Actor.rule("fulfil"), at=at)
        publish(OrderFulfilling(order_id=order.pk, number=order.number, at=at))
