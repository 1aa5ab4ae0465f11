"""Many orders at once, as an importer writes them: whole rows with their whole legal path."""

from datetime import datetime, timedelta

from django.db import connection

from products.models import StockItem

_PLACED = """
WITH numbered AS (
    SELECT id, sku_id, row_number() OVER (ORDER BY id) - 1 AS row FROM products_stockitem
), placed AS (
    INSERT INTO orders_order (number, member_id, entry_point, status, after_sales_status,
        refunding_from, version, deal_kind, deal_reference, goods_amount, shipping_amount,
        discount_amount, payable_amount, payable_points, points_cap_amount, recipient_name,
        recipient_phone, region_code, address_detail, remark, sourcing_reason, placed_at,
        payment_started_at, payment_due_at, closed_reason)
    SELECT %(prefix)s || lpad(n::text, 10, '0'), %(member)s, 'buy_now', 'pending_payment', 'none',
        '', 1, '', '', 9900, 0, 0, 9900, 0, 0, '', '', '310101', '', '', '', %(at)s, %(at)s,
        %(due)s, ''
    FROM generate_series(1, %(size)s) n RETURNING id, number
), logged AS (
    INSERT INTO orders_ordertransition
        (order_id, version, name, source, target, actor, cause, reason, facts, at)
    SELECT id, 1, 'place', '', 'pending_payment', 'rule:bench', '', '', '{}', %(at)s FROM placed
), owed AS (
    INSERT INTO orders_instalment
        (order_id, number, purpose, amount, points, refundable, opens_at, due_at, status,
         attempt_open)
    SELECT id, 1, 'full', 9900, 0, true, %(at)s, %(due)s, 'pending', false FROM placed
), lines AS (
    INSERT INTO orders_orderline (order_id, number, sku_id, sku_code, name, name_en, attributes,
        image, fulfilment, quantity, list_price_amount, price_kind, unit_price_amount, unit_points,
        amount, discount_amount, cancelled_quantity, shipped_quantity, refunded_quantity,
        refunded_amount, earning_amount)
    SELECT placed.id, 1, item.sku_id, '', '', '', '[]', '', 'ship', 1, 9900, 'list', 9900, 0,
        9900, 0, 0, 0, 0, 0, 0
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

_BEING_PAID = """
WITH claimed AS (
    UPDATE orders_instalment AS owed SET attempt_open = true
    FROM orders_order AS placed
    WHERE placed.id = owed.order_id AND placed.number LIKE %(prefix)s || '%%'
    RETURNING owed.id, owed.amount, owed.opens_at, owed.due_at, placed.number
), opened AS (
    INSERT INTO payments_attempt (instalment_id, channel, product, out_trade_no, amount, status,
        parameters, failure, payer_openid, payer_ip, expires_at, opened_at, queries, close_tries,
        close_reason, close_actor)
    SELECT id, 'wechat', 'native', number || '_1', amount, 'open', '{"code_url": "weixin://"}', '',
        '', '', due_at, opens_at, 0, 0, '', ''
    FROM claimed RETURNING id, amount
)
INSERT INTO payments_tender (attempt_id, method, amount, points, refunded_amount, refunded_points,
    status)
SELECT id, 'wechat', amount, 0, 0, 0, 'held' FROM opened
"""


def place_many(prefix: str, size: int, *, member_id: int, at: datetime) -> list[str]:
    """Place ``size`` orders of one piece, to be paid half an hour after ``at``; their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACED,
            {
                "prefix": prefix,
                "member": member_id,
                "at": at,
                "due": at + timedelta(minutes=30),
                "size": size,
                "items": StockItem.objects.count(),
            },
        )
    return [f"{prefix}{number:010}" for number in range(1, size + 1)]


def being_paid(prefix: str, size: int, *, member_id: int, at: datetime) -> list[str]:
    """The same, each with an open payment of WeChat Pay: the numbers of these."""
    numbers = place_many(prefix, size, member_id=member_id, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_BEING_PAID, {"prefix": prefix})
    return [f"{number}_1" for number in numbers]
