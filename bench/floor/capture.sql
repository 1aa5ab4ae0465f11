-- The transaction of a payment that is told of, for pgbench: what of it is writing, and no more.
-- Client c of C takes the orders c + 1, c + 1 + C, c + 1 + 2C, …
\set order :client_id + 1 + :done * :clients
\set done :done + 1
BEGIN;
SELECT placed.id AS order_id, owed.id AS instalment_id, attempt.id AS attempt_id
FROM payments_attempt attempt
JOIN orders_instalment owed ON owed.id = attempt.instalment_id
JOIN orders_order placed ON placed.id = owed.order_id
WHERE attempt.out_trade_no = 'F:round' || lpad(':order', 10, '0') || '_1'
FOR NO KEY UPDATE OF placed \gset
WITH entry AS (
    INSERT INTO ledger_entry (key, kind, reference, at, posting_count, cause)
    SELECT 'floor:' || number, 'payment_captured', number, now(), 2, ''
    FROM orders_order WHERE id = :order_id RETURNING id
), posting AS (
    INSERT INTO ledger_posting (entry_id, account_id, amount)
    SELECT entry.id, leg.account_id, leg.amount
    FROM entry, (VALUES (:clearing, -9900), (:funds, 9900)) AS leg (account_id, amount)
)
SELECT id AS entry_id FROM entry \gset
INSERT INTO payments_providerpayment (channel, transaction_id, attempt_id, amount, currency,
    disposition, refunded_amount, entry_id, paid_at, recorded_at)
VALUES ('wechat', 'floor:attempt_id', :attempt_id, 9900, 'CNY', 'captured', 0, :entry_id, now(), now());
UPDATE payments_tender SET status = 'captured', entry_id = :entry_id WHERE attempt_id = :attempt_id;
UPDATE payments_attempt SET status = 'captured', ended_at = now() WHERE id = :attempt_id;
UPDATE orders_instalment SET status = 'captured', captured_at = now(), attempt_open = false
WHERE id = :instalment_id;
UPDATE orders_order SET status = 'paid', version = 2, paid_at = now() WHERE id = :order_id;
UPDATE orders_order SET status = 'awaiting_shipment', version = 3 WHERE id = :order_id;
INSERT INTO orders_ordertransition (order_id, version, name, source, target, actor, cause, reason, facts, at)
VALUES (:order_id, 2, 'pay', 'pending_payment', 'paid', 'floor', '', '', '{}', now()),
       (:order_id, 3, 'fulfil', 'paid', 'awaiting_shipment', 'floor', '', '', '{}', now());
INSERT INTO orders_timelineentry (order_id, kind, facts, actor, cause, at)
VALUES (:order_id, 'order.pay', '{}', 'floor', '', now()),
       (:order_id, 'order.fulfil', '{}', 'floor', '', now()),
       (:order_id, 'payment.captured', '{}', 'floor', '', now());
INSERT INTO payments_notification (channel, event_id, kind, facts, outcome, received_at)
VALUES ('wechat', 'floor:attempt_id', 'TRANSACTION.SUCCESS', '{}', 'captured', now());
INSERT INTO core_outboxmessage (event_id, event, payload, subscriber, cause, written_at, due_at,
    attempts, last_error)
VALUES (gen_random_uuid(), 'orders.OrderFulfilling', jsonb_build_object('order_id', :order_id),
    'logistics.plan_parcels', '', now(), now(), 0, '');
COMMIT;
