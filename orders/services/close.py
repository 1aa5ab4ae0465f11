from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.services import give_back_coupons, give_back_deals
from orders.errors import AttemptOpen
from orders.events import OrderClosed
from orders.lifecycle import CLOSE, InstalmentStatus
from orders.models import Instalment, Order
from orders.selectors import lockable_orders, locked_order
from orders.state_machine import move, move_all, refusal
from products.services import release_stock


@atomic
def close_order(*, order_id: int, actor: Actor, reason: str, at: datetime) -> Order:
    """Close an unpaid order and give back everything it was holding.

    The caller (payments.close_unpaid_order) has settled any open attempt at
    the provider first; an order with one is refused with AttemptOpen.

    Raises TransitionRefused if the order has been paid or closed meanwhile.
    """
    order = locked_order(order_id)
    if has_open_attempt(order):
        raise AttemptOpen(number=order.number)
    move(order, CLOSE, actor=actor, at=at, reason=reason)
    _finish([order], actor=actor, reason=reason, at=at)
    return order


@atomic
def close_orders(*, order_ids: Sequence[int], actor: Actor, reason: str, at: datetime) -> list[int]:
    """Close many at once, set by set: the sweep's lane for orders without an open attempt.

    Orders that somebody else holds, or that may not close any more, are left
    out. Returns the ids that closed.
    """
    orders = lockable_orders(order_ids)
    ready = [o for o in orders if refusal(o, CLOSE) is None and not has_open_attempt(o)]
    moved = set(move_all(ready, CLOSE, actor=actor, at=at, reason=reason))
    _finish([o for o in ready if o.pk in moved], actor=actor, reason=reason, at=at)
    return sorted(moved)


def _finish(orders: Sequence[Order], *, actor: Actor, reason: str, at: datetime) -> None:
    for order in orders:
        publish(OrderClosed(order_id=order.pk, number=order.number, reason=reason, at=at))
    give_back(orders, actor=actor, reason=reason, at=at)


def give_back(orders: Sequence[Order], *, actor: Actor, reason: str, at: datetime) -> None:
    """What orders held that end unpaid, or unpaid in part: set by set, hot rows last."""
    Instalment.objects.filter(order__in=orders, status=InstalmentStatus.PENDING).update(
        status=InstalmentStatus.VOID
    )
    numbers = [order.number for order in orders]
    if numbers:
        give_back_coupons(references=numbers, at=at)
    deals = [(order.deal_kind, order.number) for order in orders if order.deal_kind]
    if deals:
        give_back_deals(deals, at=at)
    release_stock(references=numbers, reason=reason, actor=actor, at=at)  # hot rows last


def has_open_attempt(order: Order) -> bool:
    return any(instalment.attempt_open for instalment in order.instalments.all())
