"""Closing overdue orders that nobody is paying for, against one set-based SQL statement."""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from bench.report import Report, broken_laws
from bench.shop import BenchShop, open_shop
from core.actor import Actor
from core.clock import real_now
from core.sweeps import BATCH, RUN
from orders.selectors import due_for_closing
from orders.services import close_orders
from products.models import StockItem

# An importer's way in: whole rows with their whole legal path, in one transaction.
_PLACED = """
WITH numbered AS (
    SELECT id, sku_id, row_number() OVER (ORDER BY id) - 1 AS row FROM products_stockitem
), placed AS (
    INSERT INTO orders_order (number, member_id, entry_point, status, after_sales_status,
        refunding_from, version, goods_amount, shipping_amount, payable_amount, recipient_name,
        recipient_phone, region_code, address_detail, remark, sourcing_reason, placed_at,
        payment_started_at, payment_due_at, closed_reason)
    SELECT %(prefix)s || lpad(n::text, 10, '0'), %(member)s, 'buy_now', 'pending_payment', 'none',
        '', 1, 9900, 0, 9900, '', '', '310101', '', '', '', %(at)s, %(at)s, %(due)s, ''
    FROM generate_series(1, %(size)s) n RETURNING id, number
), logged AS (
    INSERT INTO orders_ordertransition
        (order_id, version, name, source, target, actor, cause, reason, facts, at)
    SELECT id, 1, 'place', '', 'pending_payment', 'rule:bench', '', '', '{}', %(at)s FROM placed
), owed AS (
    INSERT INTO orders_instalment
        (order_id, number, purpose, amount, refundable, opens_at, due_at, status, attempt_open)
    SELECT id, 1, 'full', 9900, true, %(at)s, %(due)s, 'pending', false FROM placed
), lines AS (
    INSERT INTO orders_orderline (order_id, number, sku_id, sku_code, name, name_en, attributes,
        image, fulfilment, quantity, unit_price_amount, amount, cancelled_quantity,
        shipped_quantity)
    SELECT placed.id, 1, item.sku_id, '', '', '', '[]', '', 'ship', 1, 9900, 9900, 0, 0
    FROM placed JOIN numbered item ON item.row = placed.id %% %(items)s
), reserved AS (
    INSERT INTO products_reservation
        (reference, line, stock_item_id, quantity, status, reserved_at)
    SELECT placed.number, 1, item.id, 1, 'reserved', %(at)s
    FROM placed JOIN numbered item ON item.row = placed.id %% %(items)s
    RETURNING stock_item_id, reference
), moved AS (
    INSERT INTO products_stockmovement
        (stock_item_id, kind, on_hand_delta, reserved_delta, reference, reason, actor, at)
    SELECT stock_item_id, 'reserve', 0, 1, reference, '', 'rule:bench', %(at)s FROM reserved
)
UPDATE products_stockitem SET reserved = reserved + sums.n
FROM (SELECT stock_item_id, count(*) AS n FROM reserved GROUP BY 1) sums
WHERE id = sums.stock_item_id
"""

_FLOOR = """
WITH closed AS (
    UPDATE orders_order SET status = 'closed', version = version + 1, closed_at = now()
    WHERE status = 'pending_payment' AND payment_due_at <= now() RETURNING id, number, version
), logged AS (
    INSERT INTO orders_ordertransition
        (order_id, version, name, source, target, actor, cause, reason, facts, at)
    SELECT id, version, 'close', 'pending_payment', 'closed', 'floor', '', '', '{}', now()
    FROM closed
), voided AS (
    UPDATE orders_instalment SET status = 'void' FROM closed WHERE order_id = closed.id
), freed AS (
    UPDATE products_reservation SET status = 'released', closed_at = now()
    FROM closed WHERE reference = closed.number RETURNING stock_item_id, quantity, reference
), moved AS (
    INSERT INTO products_stockmovement
        (stock_item_id, kind, on_hand_delta, reserved_delta, reference, reason, actor, at)
    SELECT stock_item_id, 'release', 0, -quantity, reference, '', 'floor', now() FROM freed
)
UPDATE products_stockitem SET reserved = reserved - sums.n
FROM (SELECT stock_item_id, sum(quantity) AS n FROM freed GROUP BY 1) sums
WHERE id = sums.stock_item_id
"""


def run(options: argparse.Namespace) -> Report:
    shop = open_shop()
    ours, floor = [], []
    for number in range(options.rounds):
        print(f"  round {number + 1} of {options.rounds}", flush=True)
        _place_overdue(shop, f"A{number}", options.size)
        ours.append(options.size / _timed(_sweep))
        _place_overdue(shop, f"B{number}", options.size)
        floor.append(options.size / _timed(_close_in_one_statement))
    return Report(
        name="sweep",
        unit=f"orders closed/s ({options.size} due)",
        runs=ours,
        floor_runs=floor,
        violations=broken_laws(),
    ).publish()


def _place_overdue(shop: BenchShop, prefix: str, size: int) -> None:
    at = real_now() - timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACED,
            {
                "prefix": prefix,
                "member": shop.buyers[0].member_id,
                "at": at,
                "due": at + timedelta(minutes=30),
                "size": size,
                "items": StockItem.objects.count(),
            },
        )


def _sweep() -> None:
    """As the beat's task does it: batch after batch until nothing is due."""
    at = real_now()
    ids = due_for_closing(at=at, limit=RUN)
    for start in range(0, len(ids), BATCH):
        close_orders(
            order_ids=ids[start : start + BATCH],
            actor=Actor.rule("bench"),
            reason="payment timeout",
            at=at,
        )


def _close_in_one_statement() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FLOOR)


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
