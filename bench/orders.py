"""Many orders at once, as an importer writes them: whole rows with their whole legal path."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ledger.services import open_account
from payments.services.payables import PayableOrder
from products.models import StockItem

_PLACED = """
WITH numbered AS (
    SELECT id, sku_id, row_number() OVER (ORDER BY id) - 1 AS row FROM products_stockitem
), placed AS (
    INSERT INTO orders_order (number, member_id, entry_point, status, after_sales_status,
        refunding_from, version, deal_kind, deal_reference, goods_amount, shipping_amount,
        discount_amount, payable_amount, payable_points, points_cap_amount, recipient_name,
        recipient_phone, region_code, address_detail, remark, sourcing_reason, placed_at,
        payment_started_at, payment_due_at, closed_reason, undercut)
    SELECT %(prefix)s || lpad(n::text, 10, '0'), %(member)s, 'buy_now', 'pending_payment', 'none',
        '', 1, '', '', 9900, 0, 0, 9900, 0, 0, '', '', '310101', '', '', '', %(at)s, %(at)s,
        %(due)s, '', 'keep'
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

# Each statement a step, as one statement cannot update a row that it has written. Nobody knows how
# many rows a step before it wrote: without the setting they are joined row by row.
_PAID = """
SET LOCAL enable_nestloop = off;

CREATE TEMPORARY TABLE told ON COMMIT DROP AS
SELECT placed.id AS order_id, placed.number, owed.id AS instalment_id, attempt.id AS attempt_id,
       tender.id AS tender_id, line.id AS line_id, owed.amount, row_number() OVER () AS row
FROM orders_order AS placed
JOIN orders_orderline AS line ON line.order_id = placed.id
JOIN orders_instalment AS owed ON owed.order_id = placed.id
JOIN payments_attempt AS attempt ON attempt.instalment_id = owed.id
JOIN payments_tender AS tender ON tender.attempt_id = attempt.id
WHERE placed.number LIKE %(prefix)s || '%%' AND placed.status = 'pending_payment';

ANALYZE told;

WITH entry AS (
    INSERT INTO ledger_entry (key, kind, reference, at, posting_count, cause)
    SELECT 'bench:' || number, 'payment_captured', number, %(at)s, 2, '' FROM told
    RETURNING id, reference
), posting AS (
    INSERT INTO ledger_posting (entry_id, account_id, amount)
    SELECT entry.id, side.account_id, told.amount * side.sign
    FROM entry JOIN told ON told.number = entry.reference,
         (VALUES (%(clearing)s, -1), (%(funds)s, 1)) AS side (account_id, sign)
), received AS (
    INSERT INTO payments_providerpayment (channel, transaction_id, attempt_id, amount, currency,
        disposition, refunded_amount, entry_id, paid_at, recorded_at)
    SELECT 'wechat', 'bench:' || number, attempt_id, amount, 'CNY', 'captured', 0, entry.id,
           %(at)s, %(at)s
    FROM entry JOIN told ON told.number = entry.reference
), cells AS (
    INSERT INTO payments_cell
        (tender_id, line_id, amount, points, refunded_amount, refunded_points)
    SELECT tender_id, line_id, amount, 0, 0, 0 FROM told
), attempts AS (
    UPDATE payments_attempt SET status = 'captured', ended_at = %(at)s
    FROM told WHERE id = attempt_id
), instalments AS (
    UPDATE orders_instalment SET status = 'captured', captured_at = %(at)s, attempt_open = false
    FROM told WHERE id = instalment_id
), lines AS (
    UPDATE orders_orderline SET earning_amount = told.amount FROM told WHERE id = line_id
), paid AS (
    UPDATE orders_order SET status = 'paid', version = 2, paid_at = %(at)s
    FROM told WHERE id = order_id
), logged AS (
    INSERT INTO orders_ordertransition
        (order_id, version, name, source, target, actor, cause, reason, facts, at)
    SELECT order_id, 2, 'pay', 'pending_payment', 'paid', 'rule:bench', '', '', '{}', %(at)s
    FROM told
)
UPDATE payments_tender SET status = 'captured', entry_id = entry.id
FROM entry JOIN told ON told.number = entry.reference WHERE payments_tender.id = tender_id;

WITH entry AS (
    INSERT INTO ledger_entry (key, kind, reference, at, posting_count, cause)
    SELECT 'bench back:' || number, 'refund', number, %(at)s, 2, '' FROM told WHERE row %% 10 = 0
    RETURNING id, reference
), posting AS (
    INSERT INTO ledger_posting (entry_id, account_id, amount)
    SELECT entry.id, side.account_id, 100 * side.sign
    FROM entry, (VALUES (%(clearing)s, 1), (%(funds)s, -1)) AS side (account_id, sign)
), refund AS (
    INSERT INTO payments_refund (number, order_id, kind, amount, points, destination, reason,
        actor, requested_at, finished_at)
    SELECT number || '_r', order_id, 'order', 100, 0, 'original', '', 'rule:bench', %(at)s, %(at)s
    FROM told WHERE row %% 10 = 0
    RETURNING id, order_id
), refund_line AS (
    INSERT INTO payments_refundline (refund_id, kind, line_id, quantity, amount, points)
    SELECT refund.id, 'goodwill', line_id, 0, 100, 0 FROM refund JOIN told USING (order_id)
), cells AS (
    UPDATE payments_cell SET refunded_amount = 100
    FROM told WHERE payments_cell.tender_id = told.tender_id AND row %% 10 = 0
), tenders AS (
    UPDATE payments_tender SET refunded_amount = 100
    FROM told WHERE id = tender_id AND row %% 10 = 0
), lines AS (
    UPDATE orders_orderline
    SET refunded_amount = 100, earning_amount = orders_orderline.earning_amount - 100
    FROM told WHERE id = line_id AND row %% 10 = 0
), received AS (
    UPDATE payments_providerpayment SET refunded_amount = 100
    FROM told WHERE payments_providerpayment.attempt_id = told.attempt_id AND row %% 10 = 0
    RETURNING payments_providerpayment.id, told.order_id
)
INSERT INTO payments_refundleg (refund_id, tender_id, payment_id, method, out_refund_no, amount,
    points, status, provider_refund_id, failure, entry_id, tries, created_at, ended_at)
SELECT refund.id, told.tender_id, received.id, 'wechat', told.number || '_r_1', 100, 0, 'succeeded',
       '', '', entry.id, 1, %(at)s, %(at)s
FROM refund JOIN told USING (order_id) JOIN received USING (order_id)
JOIN entry ON entry.reference = told.number;

-- The ledger's triggers look at the commit, entry by entry.
SET LOCAL enable_nestloop = on;
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


def paid(prefix: str, size: int, *, member_id: int, at: datetime) -> None:
    """The same, paid; of every tenth, one yuan was given back out of goodwill."""
    being_paid(prefix, size, member_id=member_id, at=at)
    asked: dict[str, Any] = {
        "prefix": prefix,
        "at": at,
        "clearing": open_account(kind="channel_clearing", owner="wechat").pk,
        "funds": open_account(kind=PayableOrder.FUNDS).pk,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PAID, asked)
