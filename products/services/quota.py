"""A quota: pieces of a SKU kept for a sale, which its orders take without touching a stock item.

It is reserved once, under a reference of the sale's own, and cut into slices: open reservations,
each numbered by its line. An order takes a slice, or a part of one, that nobody else is at; what
it gives back becomes a new slice, so that nobody waits for that either. Pieces only change hands,
so the counters of stock stay as they are; a pair of movements says from whom to whom. What the
sale does not sell goes back to stock by ``release_stock``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection

from core.actor import Actor
from core.db import atomic
from core.errors import Busy
from products.errors import NotReserved
from products.models import Reservation, ReservationStatus
from products.selectors import quota_left
from products.services.closing import ENDED, PARTS_OF, RELEASED, close_reservations, parts
from products.services.release import parts_to_release
from products.services.reserve import reserve_stock
from products.sourcing import Allocation, Demand

_CUT = """
WITH whole AS (
    SELECT id, stock_item_id, quantity FROM products_reservation
    WHERE reference = %(quota)s AND line = %(line)s AND status = 'reserved'
), shrunk AS (
    UPDATE products_reservation AS held SET quantity = %(size)s
    FROM whole WHERE held.id = whole.id AND whole.quantity > %(size)s
)
INSERT INTO products_reservation (reference, line, stock_item_id, quantity, status, reserved_at)
SELECT %(quota)s, nextval('products_slice'), stock_item_id, least(%(size)s, quantity - before),
       'reserved', %(at)s
FROM whole, generate_series(%(size)s, quantity - 1, %(size)s) AS before
"""

# A slice that is large enough and that nobody is at; or, where there is none, as many as must do
# together, in the order of their ids and waited for: each has at least one piece.
_A_FREE_SLICE = """
    SELECT * FROM products_reservation
    WHERE reference = %(quota)s AND status = 'reserved' AND quantity >= %(quantity)s
    LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""
_SLICES_IN_TURN = """
    SELECT * FROM products_reservation
    WHERE reference = %(quota)s AND status = 'reserved'
    ORDER BY id LIMIT %(quantity)s FOR NO KEY UPDATE
"""
_FROM_SLICES = """
    SELECT id, stock_item_id, reference, line, reserved_at, quantity AS held, taken AS quantity,
           %(reference)s AS heir, %(line)s::int AS heir_line, %(quantity)s AS size
    FROM (
        SELECT *, sum(quantity) OVER () AS together, least(
            quantity, %(quantity)s - sum(quantity) OVER (ORDER BY id) + quantity
        )::int AS taken
        FROM ({slices}) AS slice
    ) AS counted
    WHERE taken > 0 AND together >= %(quantity)s
"""
_FROM_ORDERS = """
    SELECT held.id, held.stock_item_id, held.reference, held.line, reserved_at,
           held.quantity AS held, part.quantity, heir, NULL::int AS heir_line, size
    FROM products_reservation AS held
    JOIN unnest(%(references)s::text[], %(lines)s::int[], %(stock_items)s::bigint[],
                %(quantities)s::int[], %(quotas)s::text[], %(sizes)s::int[])
        AS part (reference, line, stock_item_id, quantity, heir, size)
        USING (reference, line, stock_item_id)
    WHERE held.status IN ('reserved', 'picked')
"""

_HAND_OVER = """
WITH closing AS MATERIALIZED ({giving}), {ended}, explained AS (
    INSERT INTO products_stockmovement (stock_item_id, kind, on_hand_delta, reserved_delta,
                                        reference, reason, actor, at)
    SELECT stock_item_id, kind, 0, delta, side.reference, side.reason, %(actor)s, %(at)s
    FROM closing CROSS JOIN LATERAL (VALUES
        ('release', -quantity, closing.reference, '→ ' || heir),
        ('reserve', quantity, heir, '← ' || closing.reference)
    ) AS side (kind, delta, reference, reason)
), summed AS (
    SELECT heir, heir_line, stock_item_id, size, sum(quantity)::int AS quantity
    FROM closing GROUP BY heir, heir_line, stock_item_id, size
)
INSERT INTO products_reservation (reference, line, stock_item_id, quantity, status, reserved_at)
SELECT heir, coalesce(heir_line, nextval('products_slice')), stock_item_id,
       least(size, quantity - before), 'reserved', %(at)s
FROM summed, generate_series(0, quantity - 1, size) AS before
"""


@dataclass(frozen=True, slots=True)
class Returned:
    """``quantity`` pieces of an order's line on their way back to a quota of such slices."""

    reference: str
    line: int
    quantity: int
    quota: str
    slice_size: int


@atomic
def reserve_quota(
    *, quota: str, sku_id: int, quantity: int, slice_size: int, actor: Actor, at: datetime
) -> None:
    """Keep ``quantity`` pieces, or so many more, for the sale named ``quota``: all, or nothing.

    From as few warehouses as have them. Raises what ``reserve_stock`` raises.
    """
    line = _next_slice()
    reserve_stock(
        reference=quota,
        demand=[Demand(line, sku_id, quantity)],
        destination="",
        actor=actor,
        at=at,
    )
    with connection.cursor() as cursor:
        cursor.execute(_CUT, {"quota": quota, "line": line, "size": slice_size, "at": at})


@atomic
def take_from_quota(
    *, quota: str, reference: str, line: int, quantity: int, actor: Actor, at: datetime
) -> bool:
    """Reserve ``quantity`` pieces of a quota for a line of an order: all of them, or nothing.

    One statement while there are slices that nobody is at. False where so many are not left, told
    without a lock. Raises Busy where others are at all that is left and do not come to an end.
    """
    wanted = {
        "quota": quota,
        "reference": reference,
        "line": line,
        "quantity": quantity,
        "actor": str(actor),
        "at": at,
    }
    if _hand_over(_FROM_SLICES.format(slices=_A_FREE_SLICE), wanted):
        return True
    if quota_left(quota) < quantity:
        return False
    if _hand_over(_FROM_SLICES.format(slices=_SLICES_IN_TURN), wanted):
        return True
    if quota_left(quota) < quantity:
        return False
    raise Busy


@atomic
def return_to_quotas(*, returned: Sequence[Returned], actor: Actor, at: datetime) -> None:
    """Give pieces that orders still hold back to the quotas that they came from.

    Two statements, whatever the number. Raises NotReserved when a line holds less.
    """
    held = _held_by([each.reference for each in returned])
    given = [
        (each, allocation)
        for each in returned
        for allocation in parts_to_release(
            {each.line: each.quantity},
            [row for row in held.get(each.reference, ()) if row.line == each.line],
        )
    ]
    if sum(allocation.quantity for _, allocation in given) != sum(r.quantity for r in returned):
        raise NotReserved(reference=", ".join(each.reference for each in returned))
    _hand_over(
        _FROM_ORDERS,
        {
            "references": [each.reference for each, _ in given],
            "lines": [allocation.line for _, allocation in given],
            "stock_items": [allocation.stock_item_id for _, allocation in given],
            "quantities": [allocation.quantity for _, allocation in given],
            "quotas": [each.quota for each, _ in given],
            "sizes": [each.slice_size for each, _ in given],
            "actor": str(actor),
            "at": at,
        },
    )


@atomic
def reduce_quota(*, quota: str, quantity: int, reason: str, actor: Actor, at: datetime) -> bool:
    """Give ``quantity`` pieces of a quota back to stock: all of them, or nothing."""
    slices = Reservation.objects.open().locked().filter(reference=quota).order_by("pk")
    left, given = quantity, list[Allocation]()
    for each in slices[:quantity]:
        taken = min(left, each.quantity)
        if taken:
            given.append(Allocation(each.line, each.stock_item_id, taken))
            left -= taken
    if left:
        return False
    close_reservations(
        PARTS_OF, parts(quota, given), ending=RELEASED, reason=reason, actor=actor, at=at
    )
    return True


def _hand_over(giving: str, which: Mapping[str, Any]) -> bool:
    """Let the parts that ``giving`` selects change hands. Whether there were any."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HAND_OVER.format(giving=giving, ended=ENDED),
            {**which, "status": ReservationStatus.RELEASED},
        )
        return cursor.rowcount > 0


def _held_by(references: Sequence[str]) -> dict[str, list[Reservation]]:
    """What orders hold, locked in order of ids."""
    rows = Reservation.objects.open().locked().filter(reference__in=references).order_by("pk")
    by_reference = sorted(rows, key=lambda row: row.reference)
    return {name: list(group) for name, group in groupby(by_reference, lambda row: row.reference)}


def _next_slice() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('products_slice')")
        (number,) = cursor.fetchone()
    return int(number)
