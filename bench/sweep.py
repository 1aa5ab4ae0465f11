"""Closing overdue orders that nobody is paying for, against one set-based SQL statement."""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from bench.orders import place_many
from bench.report import Report, broken_laws
from bench.shop import open_shop
from core.actor import Actor
from core.clock import real_now
from core.sweeps import BATCH, RUN
from orders.selectors import due_for_closing
from orders.services import close_orders

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
    member_id = shop.buyers[0].member_id
    an_hour_ago = real_now() - timedelta(hours=1)
    ours, floor = [], []
    for number in range(options.rounds):
        print(f"  round {number + 1} of {options.rounds}", flush=True)
        place_many(f"A{number}", options.size, member_id=member_id, at=an_hour_ago)
        ours.append(options.size / _timed(_sweep))
        place_many(f"B{number}", options.size, member_id=member_id, at=an_hour_ago)
        floor.append(options.size / _timed(_close_in_one_statement))
    return Report(
        name="sweep",
        unit=f"orders closed/s ({options.size} due)",
        runs=ours,
        floor_runs=floor,
        violations=broken_laws(),
    ).publish()


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
