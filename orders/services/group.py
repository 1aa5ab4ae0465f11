"""The order's side of its group-buy team, of which marketing tells."""

from datetime import datetime

from core.actor import Actor
from core.db import atomic
from orders.models import BlockKind
from orders.selectors import locked_order, order_id_of, timeline_of
from orders.services.block import lift_block
from orders.services.timeline import record

GROUP_RULE = Actor.rule("group_buy")


@atomic
def note_seat(*, number: str, team: str, at: datetime) -> None:
    """The order has a firm seat in the team of this share code; told twice, it is noted once."""
    _note(number, team, kind="group.joined", at=at)


@atomic
def free_from_group(*, number: str, team: str, at: datetime) -> None:
    """The team is formed: what waited for that goes on. Twice is once."""
    if _note(number, team, kind="group.formed", at=at):
        order = locked_order(order_id_of(number))
        lift_block(
            order_id=order.pk,
            kind=BlockKind.GROUP,
            reference=order.deal_reference,
            actor=GROUP_RULE,
            at=at,
        )


def _note(number: str, team: str, *, kind: str, at: datetime) -> bool:
    """Write it into the timeline, under the order's lock; False where it stands there already."""
    order = locked_order(order_id_of(number))
    if timeline_of(order.pk).filter(kind=kind).exists():
        return False
    record(order_id=order.pk, kind=kind, facts={"team": team}, actor=GROUP_RULE, at=at)
    return True
