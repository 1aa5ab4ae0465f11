-- The transaction of placing an order with three lines, for pgbench: the floor of the database.
\set member random(1, 100)
\set first random(1, 148)
BEGIN;
SELECT id, code, list_price_amount FROM products_sku WHERE id BETWEEN :first AND :first + 2;
SELECT nextval('orders_number') AS serial \gset
INSERT INTO orders_order (number, member_id, entry_point, status, after_sales_status, refunding_from,
    version, deal_kind, deal_reference, goods_amount, shipping_amount, discount_amount, payable_amount,
    payable_points, points_cap_amount, recipient_name, recipient_phone,
    region_code, address_detail, remark, sourcing_reason, placed_at, closed_reason, undercut)
VALUES ('S' || :serial, (SELECT min(id) FROM members_member) - 1 + :member, 'buy_now', 'pending_payment', 'none',
    '', 1, '', '', 29700, 0, 0, 29700, 0, 0, '', '', '', '', '', '', now(), '', 'keep') RETURNING id AS order_id \gset
INSERT INTO orders_orderline (order_id, number, sku_id, sku_code, name, name_en, attributes, image,
    fulfilment, quantity, list_price_amount, price_kind, unit_price_amount, unit_points, amount, discount_amount,
    cancelled_quantity, shipped_quantity, refunded_quantity, refunded_amount, earning_amount)
SELECT :order_id, row_number() OVER (ORDER BY id), id, code, code, '', '[]', '', 'ship', 1, 9900, 'list', 9900, 0, 9900, 0,
    0, 0, 0, 0, 0
FROM products_sku WHERE id BETWEEN :first AND :first + 2;
INSERT INTO orders_instalment (order_id, number, purpose, amount, points, refundable, opens_at, status, attempt_open)
VALUES (:order_id, 1, 'full', 29700, 0, true, now(), 'pending', false);
INSERT INTO orders_ordertransition (order_id, version, name, source, target, actor, cause, reason, facts, at)
VALUES (:order_id, 1, 'place', '', 'pending_payment', 'floor', '', '', '{}', now());
INSERT INTO orders_timelineentry (order_id, kind, facts, actor, cause, at)
VALUES (:order_id, 'order.place', '{}', 'floor', '', now());
INSERT INTO core_idempotencykey (scope, key, fingerprint, status, answer, created_at)
VALUES ('pgbench', :serial, '', 201, '{}', now());
WITH taken AS (
    UPDATE products_stockitem SET reserved = reserved + 1
    WHERE sku_id BETWEEN :first AND :first + 2 RETURNING id, sku_id
), moved AS (
    INSERT INTO products_stockmovement (stock_item_id, kind, on_hand_delta, reserved_delta, reference, reason, actor, at)
    SELECT id, 'reserve', 0, 1, 'S' || :serial, '', 'floor', now() FROM taken
)
INSERT INTO products_reservation (reference, line, stock_item_id, quantity, status, reserved_at)
SELECT 'S' || :serial, row_number() OVER (ORDER BY id), id, 1, 'reserved', now() FROM taken;
COMMIT;
