"""How a promise ends: the statement that release and issue share.

It takes reservations first, then stock items, each in order of their ids: whoever closes
what, nobody waits in a circle, and a reservation that somebody else has just closed is left out.
The counters are computed from the locked rows: those are as they are now, the others as they
were when the statement began, before it waited for its locks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from core.actor import Actor
from products.models import MovementKind, ReservationStatus
from products.sourcing import Allocation

ALL_OF = """
    SELECT id, stock_item_id, reference, line, reserved_at, quantity AS held, quantity
    FROM products_reservation
    WHERE reference = ANY(%(references)s) AND status IN ('reserved', 'picked')
    ORDER BY id FOR NO KEY UPDATE
"""
PARTS_OF = """
    SELECT held.id, held.stock_item_id, reference, held.line, reserved_at,
           held.quantity AS held, part.quantity
    FROM products_reservation AS held
    JOIN unnest(%(lines)s::int[], %(stock_items)s::bigint[], %(quantities)s::int[])
        AS part (line, stock_item_id, quantity)
        ON part.line = held.line AND part.stock_item_id = held.stock_item_id
    WHERE reference = %(reference)s AND status IN ('reserved', 'picked')
        AND part.quantity <= held.quantity
    ORDER BY held.id FOR NO KEY UPDATE OF held
"""

# A part that ends becomes a closed row of its own; the open row keeps the rest.
ENDED = """
closed AS (
    UPDATE products_reservation AS held
    SET status = %(status)s, closed_at = %(at)s
    FROM closing WHERE held.id = closing.id AND closing.quantity = closing.held
), shrunk AS (
    UPDATE products_reservation AS held SET quantity = held.quantity - closing.quantity
    FROM closing WHERE held.id = closing.id AND closing.quantity < closing.held
), split AS (
    INSERT INTO products_reservation (reference, line, stock_item_id, quantity, status,
                                      reserved_at, closed_at)
    SELECT reference, line, stock_item_id, quantity, %(status)s, reserved_at, %(at)s
    FROM closing WHERE quantity < held
)"""

_CLOSE = """
WITH closing AS MATERIALIZED ({closing}), locked AS MATERIALIZED (
    SELECT id, on_hand, reserved FROM products_stockitem
    WHERE id = ANY(ARRAY(SELECT stock_item_id FROM closing))
    ORDER BY id FOR NO KEY UPDATE
), summed AS (
    SELECT stock_item_id, sum(quantity)::int AS quantity FROM closing GROUP BY stock_item_id
), counted AS (
    UPDATE products_stockitem AS item
    SET reserved = locked.reserved - summed.quantity,
        on_hand = locked.on_hand + summed.quantity * %(on_hand_sign)s
    FROM summed JOIN locked ON locked.id = summed.stock_item_id
    WHERE item.id = locked.id
), {ended}
INSERT INTO products_stockmovement (stock_item_id, kind, on_hand_delta, reserved_delta,
                                    reference, reason, actor, at)
SELECT stock_item_id, %(kind)s, quantity * %(on_hand_sign)s, -quantity,
       reference, %(reason)s, %(actor)s, %(at)s
FROM closing
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reservation ends, and what that does to what is on hand."""

    status: ReservationStatus
    kind: MovementKind
    on_hand_sign: int


RELEASED = Ending(ReservationStatus.RELEASED, MovementKind.RELEASE, 0)
ISSUED = Ending(ReservationStatus.ISSUED, MovementKind.SHIP, -1)


def close_reservations(
    closing: str,
    which: Mapping[str, Any],
    *,
    ending: Ending,
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """End the reservations that ``closing`` (ALL_OF or PARTS_OF) selects; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLOSE.format(closing=closing, ended=ENDED),
            {
                **which,
                "status": ending.status,
                "kind": ending.kind,
                "on_hand_sign": ending.on_hand_sign,
                "reason": reason,
                "actor": str(actor),
                "at": at,
            },
        )
        return cursor.rowcount


def parts(reference: str, allocations: Iterable[Allocation]) -> dict[str, Any]:
    """The parameters of PARTS_OF, each (line, stock item) once."""
    summed: Counter[tuple[int, int]] = Counter()
    for each in allocations:
        summed[each.line, each.stock_item_id] += each.quantity
    return {
        "reference": reference,
        "lines": [line for line, _stock_item_id in summed],
        "stock_items": [stock_item_id for _line, stock_item_id in summed],
        "quantities": list(summed.values()),
    }
