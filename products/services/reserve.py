from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from core.actor import Actor
from core.db import atomic
from core.errors import Busy
from products import selectors, sourcing
from products.errors import InsufficientStock
from products.models import Sku
from products.sourcing import Allocation, Availability, Demand, Plan, Reason, Shortage

_PLANS = 3

# All or nothing, in one statement. It locks every row that the plan looked at, not only those
# it chose: an order then takes its stock locks once and in one order, whatever it plans next,
# so that no two orders can wait for each other.
_TAKE = """
WITH asked AS (
    SELECT * FROM unnest(%(stock_items)s::bigint[], %(lines)s::int[], %(quantities)s::int[])
        AS asked (stock_item_id, line, quantity)
), summed AS (
    SELECT stock_item_id, sum(quantity)::int AS quantity FROM asked GROUP BY stock_item_id
), locked AS MATERIALIZED (
    SELECT id, on_hand, reserved, on_hand - reserved - safety AS available
    FROM products_stockitem WHERE id = ANY(%(candidates)s::bigint[])
    ORDER BY id FOR NO KEY UPDATE
), short AS MATERIALIZED (
    SELECT stock_item_id FROM summed LEFT JOIN locked ON locked.id = summed.stock_item_id
    WHERE coalesce(locked.available, 0) < summed.quantity
), counted AS (
    UPDATE products_stockitem AS item
    SET on_hand = locked.on_hand, reserved = locked.reserved + summed.quantity
    FROM summed JOIN locked ON locked.id = summed.stock_item_id
    WHERE item.id = locked.id AND NOT EXISTS (SELECT FROM short)
    RETURNING item.id
), taken AS (
    SELECT asked.* FROM asked JOIN counted ON counted.id = asked.stock_item_id
), explained AS (
    INSERT INTO products_stockmovement (stock_item_id, kind, on_hand_delta, reserved_delta,
                                        reference, reason, actor, at)
    SELECT stock_item_id, 'reserve', 0, quantity, %(reference)s, '', %(actor)s, %(at)s FROM taken
)
INSERT INTO products_reservation (reference, line, stock_item_id, quantity, status, reserved_at)
SELECT %(reference)s, line, stock_item_id, quantity, 'reserved', %(at)s FROM taken
"""


@dataclass(frozen=True, slots=True)
class SourcingResult:
    """What was reserved for each line, and why there."""

    allocations: tuple[Allocation, ...]
    reason: Reason


@atomic
def reserve_stock(
    *, reference: str, demand: Sequence[Demand], destination: str, actor: Actor, at: datetime
) -> SourcingResult:
    """Promise the goods of an order to it: all of them, or nothing.

    ``reference`` is the order's number, ``destination`` the division code that
    it ships to. Two statements when nobody is quicker: one that reads what is
    available, one that takes it. When somebody was, it plans again, and by then
    it holds the rows: what it sees is final.

    Raises InsufficientStock, naming each short SKU with what is left of it, and
    Busy in the odd case that new stock kept appearing and going while it planned.
    """
    for _attempt in range(_PLANS):
        availability = selectors.availability({each.sku_id for each in demand})
        plan = sourcing.plan(demand, availability, destination)
        if isinstance(plan, Shortage):
            raise _insufficient(plan)
        if _take(plan, availability, reference, actor, at):
            return SourcingResult(plan.allocations, plan.reason)
    raise Busy


def _take(
    plan: Plan, availability: Sequence[Availability], reference: str, actor: Actor, at: datetime
) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "stock_items": [each.stock_item_id for each in plan.allocations],
                "lines": [each.line for each in plan.allocations],
                "quantities": [each.quantity for each in plan.allocations],
                "candidates": [each.stock_item_id for each in availability],
                "reference": reference,
                "actor": str(actor),
                "at": at,
            },
        )
        return cursor.rowcount == len(plan.allocations)


def _insufficient(shortage: Shortage) -> InsufficientStock:
    sku_ids = [sku_id for sku_id, _requested, _available in shortage.short]
    codes = dict(Sku.objects.filter(pk__in=sku_ids).values_list("pk", "code"))
    return InsufficientStock(
        shortages=[
            {"sku": codes.get(sku_id, str(sku_id)), "requested": requested, "available": available}
            for sku_id, requested, available in shortage.short
        ]
    )
