from core.laws import Law

LAWS = [
    Law(
        "the tenders of an attempt sum to it",
        """
        SELECT a.out_trade_no, a.amount, coalesce(sum(t.amount), 0) AS tenders
        FROM payments_attempt a LEFT JOIN payments_tender t ON t.attempt_id = a.id
        GROUP BY a.id HAVING a.amount <> coalesce(sum(t.amount), 0)
        """,
    ),
    Law(
        "an attempt and its tenders are captured together",
        """
        SELECT a.out_trade_no, a.status, t.method, t.status AS tender
        FROM payments_attempt a JOIN payments_tender t ON t.attempt_id = a.id
        WHERE (a.status = 'captured') <> (t.status = 'captured')
           OR (a.status IN ('closed', 'failed')) <> (t.status = 'voided')
        """,
    ),
    Law(
        "a tender holds what it takes, until it is captured or void",
        """
        SELECT t.id AS tender, t.method, t.status, h.status AS hold, h.amount AS held
        FROM payments_tender t JOIN ledger_hold h ON h.id = t.hold_id
        WHERE h.amount <> CASE WHEN t.method = 'points' THEN t.points ELSE t.amount END
           OR (t.status, h.status)
              NOT IN (('held', 'open'), ('captured', 'posted'), ('voided', 'voided'))
        """,
    ),
    Law(
        "an instalment is paid by one captured attempt of its amount, and by none before",
        """
        SELECT i.id AS instalment, i.status, i.amount, i.points,
               paid.attempts, paid.amount AS captured, paid.points AS captured_points
        FROM orders_instalment i
        LEFT JOIN LATERAL (
            SELECT count(DISTINCT a.id) AS attempts, coalesce(sum(t.amount), 0) AS amount,
                   coalesce(sum(t.points), 0) AS points
            FROM payments_attempt a JOIN payments_tender t ON t.attempt_id = a.id
            WHERE a.instalment_id = i.id AND a.status = 'captured'
        ) paid ON true
        WHERE (i.amount > 0 OR i.points > 0) AND i.status = 'captured'
          AND ((paid.attempts, paid.amount) <> (1, i.amount) OR paid.points < i.points)
           OR i.status <> 'captured' AND paid.attempts <> 0
        """,
    ),
    Law(
        "an instalment knows whether an attempt is open",
        """
        SELECT i.id AS instalment, i.attempt_open, i.status
        FROM orders_instalment i
        WHERE i.attempt_open <> EXISTS (
            SELECT 1 FROM payments_attempt a
            WHERE a.instalment_id = i.id AND a.status IN ('open', 'closing')
        )
        """,
    ),
    Law(
        "only an order that waits for payment has an open attempt",
        """
        SELECT o.number, o.status, a.out_trade_no
        FROM payments_attempt a
        JOIN orders_instalment i ON i.id = a.instalment_id
        JOIN orders_order o ON o.id = i.order_id
        WHERE a.status IN ('open', 'closing') AND o.status <> 'pending_payment'
        """,
    ),
    Law(
        "every payment at a provider is booked, in its amount",
        """
        SELECT p.channel, p.transaction_id, p.amount, booked.amount AS booked
        FROM payments_providerpayment p
        LEFT JOIN LATERAL (
            SELECT -sum(posting.amount) AS amount
            FROM ledger_posting posting
            JOIN ledger_account account ON account.id = posting.account_id
            WHERE posting.entry_id = p.entry_id AND account.kind = 'channel_clearing'
              AND account.owner = p.channel AND account.unit = p.currency
        ) booked ON true
        WHERE booked.amount IS DISTINCT FROM p.amount
        """,
    ),
    Law(
        "an external tender is captured by the one payment that came for it",
        """
        SELECT a.out_trade_no, t.method, t.entry_id AS tender, p.entry_id AS payment
        FROM payments_tender t
        JOIN payments_attempt a ON a.id = t.attempt_id
        FULL JOIN (
            SELECT * FROM payments_providerpayment WHERE disposition = 'captured'
        ) p ON p.attempt_id = t.attempt_id AND p.channel = t.method
        WHERE t.hold_id IS NULL AND (t.id IS NULL OR t.status = 'captured' OR p.id IS NOT NULL)
          AND t.entry_id IS DISTINCT FROM p.entry_id
        """,
    ),
    Law(
        "what a tender has given back is the sum of its legs",
        """
        SELECT t.id AS tender, t.refunded_amount, coalesce(sum(l.amount), 0) AS legs
        FROM payments_tender t
        LEFT JOIN payments_refundleg l ON l.tender_id = t.id AND l.status <> 'closed'
        GROUP BY t.id HAVING t.refunded_amount <> coalesce(sum(l.amount), 0)
        """,
    ),
    Law(
        "what went back along a payment is the sum of its legs",
        """
        SELECT p.transaction_id, p.refunded_amount, coalesce(sum(l.amount), 0) AS legs
        FROM payments_providerpayment p
        LEFT JOIN payments_refundleg l ON l.payment_id = p.id AND l.status <> 'closed'
        GROUP BY p.id HAVING p.refunded_amount <> coalesce(sum(l.amount), 0)
        """,
    ),
    Law(
        "money that could not be taken goes back whole",
        """
        SELECT p.transaction_id, p.disposition, p.amount, coalesce(sum(r.amount), 0) AS refunds
        FROM payments_providerpayment p
        LEFT JOIN (
            SELECT DISTINCT l.payment_id, r.id, r.amount
            FROM payments_refundleg l
            JOIN payments_refund r ON r.id = l.refund_id AND r.kind = 'return_of_payment'
        ) r ON r.payment_id = p.id
        WHERE p.disposition IN ('late', 'duplicate', 'mismatched')
        GROUP BY p.id HAVING p.amount <> coalesce(sum(r.amount), 0)
        """,
    ),
    Law(
        "a refund is never less than its legs, and finished when they have arrived",
        """
        SELECT r.number, r.amount, r.finished_at, arrived.amount AS arrived, going.amount AS going
        FROM payments_refund r
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(l.amount), 0) AS amount FROM payments_refundleg l
            WHERE l.refund_id = r.id AND l.status = 'succeeded'
        ) arrived ON true
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(l.amount), 0) AS amount FROM payments_refundleg l
            WHERE l.refund_id = r.id AND l.status <> 'closed'
        ) going ON true
        WHERE going.amount > r.amount
           OR (arrived.amount = r.amount) <> (r.finished_at IS NOT NULL)
        """,
    ),
    Law(
        "a refunded order was refunded, and a refunding one is being",
        """
        SELECT o.number, o.status
        FROM orders_order o
        LEFT JOIN LATERAL (
            SELECT count(*) FILTER (WHERE finished_at IS NULL) AS running,
                   count(*) AS refunds
            FROM payments_refund r WHERE r.order_id = o.id AND r.kind = 'order'
        ) refund ON true
        WHERE o.status = 'refunded' AND (refund.refunds = 0 OR refund.running > 0)
           OR o.status = 'refunding' AND refund.running = 0
        """,
    ),
    Law(
        "the funds of an order are what it captured less what was refunded",
        """
        SELECT o.number, coalesce(funds.amount, 0) AS funds, tendered.amount AS tendered
        FROM orders_order o
        LEFT JOIN (
            SELECT entry.reference, sum(posting.amount) AS amount
            FROM ledger_posting posting
            JOIN ledger_entry entry ON entry.id = posting.entry_id
            JOIN ledger_account account ON account.id = posting.account_id
            WHERE account.kind = 'order_funds'
            GROUP BY entry.reference
        ) funds ON funds.reference = o.number
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(t.amount - coalesce(back.amount, 0)), 0) AS amount
            FROM payments_tender t
            JOIN payments_attempt a ON a.id = t.attempt_id
            JOIN orders_instalment i ON i.id = a.instalment_id
            LEFT JOIN LATERAL (
                SELECT sum(l.amount) AS amount FROM payments_refundleg l
                WHERE l.tender_id = t.id AND l.status = 'succeeded'
            ) back ON true
            WHERE i.order_id = o.id AND t.status = 'captured'
        ) tendered ON true
        WHERE coalesce(funds.amount, 0) <> tendered.amount
        """,
    ),
]
