from datetime import datetime
from typing import Any

from core import tracing
from core.actor import Actor
from core.db import atomic
from orders.models import TimelineEntry


@atomic
def record(*, order_id: int, kind: str, facts: dict[str, Any], actor: Actor, at: datetime) -> None:
    """Add a line to the order's timeline, in the transaction of what it tells of.

    ``kind`` names app and happening (``payment.captured``); ``facts`` hold ids,
    codes and amounts, never names or phones.
    """
    TimelineEntry.objects.create(
        order_id=order_id,
        kind=kind,
        facts=facts,
        actor=str(actor),
        cause=tracing.cause(),
        at=at,
    )
