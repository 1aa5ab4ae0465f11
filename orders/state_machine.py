"""The one door for an order's status."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import tracing
from core.actor import Actor, ActorKind
from orders.errors import TransitionRefused
from orders.lifecycle import (
    PAY,
    PLACE,
    START_REFUND,
    OrderStatus,
    Transition,
    transitions_from,
)
from orders.models import Order


def move(
    order: Order,
    transition: Transition,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Change an order's status: the one place that moves, saves and logs.

    Callers hold the row lock (``selectors.locked_order``) and an open transaction.
    Raises TransitionRefused, naming the state, what is allowed from it, and why not this.
    """
    if why := refusal(order, transition):
        raise refused(order, why, actor=actor, at=at)
    source = order.status
    stamps = _stamps(transition, at, reason)
    if transition is START_REFUND:
        stamps["refunding_from"] = source
    getattr(order, transition.name)()
    order.version += 1
    for column, value in stamps.items():
        setattr(order, column, value)
    order.save(update_fields=["status", "version", *stamps])
    _log(order, transition, source, actor=actor, at=at, reason=reason, facts=facts or {})


def log_birth(order: Order, *, actor: Actor, at: datetime) -> None:
    """The first row of an order's log, without which the database refuses the order."""
    _log(order, PLACE, "", actor=actor, at=at, reason="", facts={})


def refusal(order: Order, transition: Transition) -> str | Promise | None:
    """Why the order may not take the transition now, or None if it may."""
    if order.status not in transition.sources:
        return _("“%(action)s” is not possible from there") % {"action": transition.label}
    return next((why for guard in transition.guards if (why := guard(order))), None)


def refused(order: Order, why: str | Promise, *, actor: Actor, at: datetime) -> TransitionRefused:
    """The error that says where the order is, why it may not, and what this actor may do."""
    allowed = allowed_transitions(order, actor.kind, at=at)
    return TransitionRefused(
        number=order.number,
        state=str(order.status),
        why=str(why),
        allowed=[transition.name for transition in allowed],
    )


def allowed_transitions(order: Order, kind: ActorKind, *, at: datetime) -> list[Transition]:
    """What an actor of this kind may ask for now, by the same table and guards.

    Nobody pays an order whose time has not come, or is over, whether or not the sweep has come by.
    """
    return [
        transition
        for transition in transitions_from(order.status)
        if kind in transition.by
        and not any(guard(order) for guard in transition.asked_under)
        and not (transition is PAY and not order.is_payable(at))
    ]


# The rows that a move leaves: in the log and in the timeline, for each order that `moved`.
_LOG = """
    logged AS (
        INSERT INTO orders_ordertransition
            (order_id, version, name, source, target, actor, cause, reason, facts, at)
        SELECT id, version, %(name)s, %(source)s, %(target)s, %(actor)s, %(cause)s, %(reason)s,
               %(facts)s, %(at)s
        FROM moved ORDER BY id
    ), told AS (
        INSERT INTO orders_timelineentry (order_id, kind, facts, actor, cause, at)
        SELECT id, %(kind)s, %(story)s, %(actor)s, %(cause)s, %(at)s
        FROM moved ORDER BY id
    )
    SELECT id FROM moved ORDER BY id
"""
_LOG_ONE = f"WITH moved AS (SELECT %(id)s::bigint AS id, %(version)s::int AS version), {_LOG}"
_MOVE_ALL = """
    WITH moved AS (
        UPDATE orders_order SET version = version + 1, {assignments}
        WHERE id = ANY(%(ids)s) AND status = %(source)s
        RETURNING id, version
    ), {log}
"""


def move_all(
    orders: Sequence[Order],
    transition: Transition,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    columns: dict[str, Any] | None = None,
) -> list[int]:
    """Move many orders from the transition's one source in one statement, each with its log row.

    Callers hold the row locks and have asked ``refusal`` of each. ``columns``
    are further columns to set on all of them. Returns the ids that moved.
    """
    (source,) = transition.sources
    values = {"status": str(transition.target)} | _stamps(transition, at, reason) | (columns or {})
    assignments = ", ".join(f"{column} = %({column})s" for column in values)
    logged = _logged(transition, source, transition.target, actor, at, reason, facts={})
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE_ALL.format(assignments=assignments, log=_LOG),
            values | logged | {"ids": [order.pk for order in orders]},
        )
        return [order_id for (order_id,) in cursor.fetchall()]


def _stamps(transition: Transition, at: datetime, reason: str) -> dict[str, Any]:
    """The order's own columns that a move sets besides its status."""
    stamps: dict[str, Any] = {transition.stamps: at} if transition.stamps else {}
    if transition.target is OrderStatus.CLOSED:
        stamps["closed_reason"] = reason
    if OrderStatus.CLOSED in transition.sources:  # it is not any more
        stamps |= {"closed_at": None, "closed_reason": ""}
    return stamps


def _log(
    order: Order,
    transition: Transition,
    source: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    facts: dict[str, Any],
) -> None:
    logged = _logged(transition, source, order.status, actor, at, reason, facts)
    with connection.cursor() as cursor:
        cursor.execute(_LOG_ONE, logged | {"id": order.pk, "version": order.version})


def _logged(
    transition: Transition,
    source: str,
    target: str,
    actor: Actor,
    at: datetime,
    reason: str,
    facts: dict[str, Any],
) -> dict[str, Any]:
    """What the log and the timeline say of a move, as the parameters of _LOG."""
    return {
        "name": transition.name,
        "source": str(source),
        "target": str(target),
        "kind": f"order.{transition.name}",
        "actor": str(actor),
        "cause": tracing.cause(),
        "reason": reason,
        "facts": json.dumps(facts),
        "story": json.dumps(({"reason": reason} if reason else {}) | facts),
        "at": at,
    }
