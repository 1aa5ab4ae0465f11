"""Money of group buys that goes back: the team failed, its seat was gone, or the member left."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from marketing.services import leave_team
from orders import services as orders
from orders.lifecycle import OrderStatus
from orders.selectors import lock_order, order_id_of
from payments.models import Refund
from payments.services.refund import request_refund

GROUP_RULE = Actor.rule("group_buy")
TEAM_FAILED, SEAT_LOST, LEFT = "group not formed", "paid too late for the group", "left the group"


@atomic
def refund_failed_team(*, number: str, team: str, at: datetime) -> None:
    """Its team failed while the paid order waited for it."""
    _refund_waiting(number, team, kind="group.failed", reason=TEAM_FAILED, at=at)


@atomic
def refund_lost_seat(*, number: str, team: str, at: datetime) -> None:
    """The order was paid when its team had ended without it."""
    _refund_waiting(number, team, kind="group.missed", reason=SEAT_LOST, at=at)


def _refund_waiting(number: str, team: str, *, kind: str, reason: str, at: datetime) -> None:
    """Twice is once: what is refunded, or was by staff, waits no more."""
    order = lock_order(order_id_of(number))
    if order.status != OrderStatus.PAID:
        return
    orders.record(order_id=order.pk, kind=kind, facts={"team": team}, actor=GROUP_RULE, at=at)
    request_refund(order_id=order.pk, reason=reason, actor=GROUP_RULE, at=at)


@atomic
def leave_group(*, order_id: int, actor: Actor, at: datetime, version: int | None = None) -> Refund:
    """Take a paid order out of its forming team, and refund it.

    Raises LeavingRefused where the shop does not allow it, the team is no longer forming, or the
    order has no paid seat in one; OrderChanged for one that is not at ``version`` any more.
    """
    order = lock_order(order_id, version=version)
    leave_team(reference=order.number, at=at)
    return request_refund(order_id=order_id, reason=LEFT, actor=actor, at=at)
