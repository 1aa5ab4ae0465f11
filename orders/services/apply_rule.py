from collections.abc import Sequence
from datetime import datetime, timedelta

from core.actor import Actor
from core.db import atomic
from orders.clocks import COMPLETE_CLOCK, RECEIVE_CLOCK, RUNS_IN
from orders.lifecycle import InstalmentStatus
from orders.models import Order
from orders.rules import AFTER_SALES_WINDOW, AUTO_RECEIVE, PAYMENT_TIMEOUT
from orders.selectors import lockable_orders
from orders.services.timeline import record


@atomic
def apply_rule(*, rule: str, order_ids: Sequence[int], actor: Actor, at: datetime) -> list[int]:
    """Reckon the clock of open orders anew, by what the rule says now.

    ``rule`` is one of ``clocks.RUNS_IN``. Orders that are not in its state any more are passed
    over, those that somebody else holds are left out. Returns the ids looked at.
    """
    orders = lockable_orders(order_ids)
    for order in orders:
        if order.status == RUNS_IN[rule]:
            _apply(rule, order, actor=actor, at=at)
    return [order.pk for order in orders]


def _apply(rule: str, order: Order, *, actor: Actor, at: datetime) -> None:
    before = _due_at(rule, order)
    if rule == PAYMENT_TIMEOUT.name:
        _change_payment_window(order)
    elif rule == AUTO_RECEIVE.name:
        extension = order.receipt_extended_by or timedelta(0)  # as it was granted
        RECEIVE_CLOCK.change_span(order, span=AUTO_RECEIVE.duration + extension, at=at)
    else:
        COMPLETE_CLOCK.change_span(order, span=AFTER_SALES_WINDOW.duration, at=at)
    due_at = _due_at(rule, order)
    if due_at == before:
        return
    order.touch()
    record(
        order_id=order.pk,
        kind="order.redate",
        facts={"due_at": due_at.isoformat()} if due_at else {},
        actor=actor,
        at=at,
    )


def _due_at(rule: str, order: Order) -> datetime | None:
    match rule:
        case PAYMENT_TIMEOUT.name:
            return order.payment_due_at
        case AUTO_RECEIVE.name:
            return order.auto_receive_at
        case _:
            return order.auto_complete_at


def _change_payment_window(order: Order) -> None:
    if order.payment_started_at is None or order.deal_kind:
        return  # a deal has a clock of its own
    order.payment_due_at = order.payment_started_at + PAYMENT_TIMEOUT.duration
    order.save(update_fields=["payment_due_at"])
    unpaid = order.instalments.filter(status=InstalmentStatus.PENDING)
    unpaid.update(due_at=order.payment_due_at)
