from core.laws import Figure, Law

FIGURES = [
    Figure(
        "captured",
        "SELECT sum(amount) FROM payments_tender WHERE status = 'captured'",
        is_money=True,
    ),
    Figure(
        "topped up",
        "SELECT sum(amount) FROM payments_topup WHERE status = 'paid'",
        is_money=True,
    ),
    Figure(
        "given back",
        "SELECT sum(amount) FROM payments_refundleg WHERE status = 'succeeded'",
        is_money=True,
    ),
]

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
        "a top-up is paid by one captured attempt of its amount, and by none before",
        """
        SELECT u.number, u.status, u.amount, paid.attempts, paid.amount AS captured
        FROM payments_topup u
        LEFT JOIN LATERAL (
            SELECT count(*) AS attempts, coalesce(sum(a.amount), 0) AS amount
            FROM payments_attempt a WHERE a.top_up_id = u.id AND a.status = 'captured'
        ) paid ON true
        WHERE u.status = 'paid' AND (paid.attempts, paid.amount) <> (1, u.amount)
           OR u.status <> 'paid' AND paid.attempts <> 0
        """,
    ),
    Law(
        "only a top-up that waits for payment has an open attempt",
        """
        SELECT u.number, u.status, a.out_trade_no
        FROM payments_attempt a JOIN payments_topup u ON u.id = a.top_up_id
        WHERE a.status IN ('open', 'closing') AND u.status <> 'created'
        """,
    ),
    Law(
        "a paid top-up is its member's, once and to the fen, and no other is",
        """
        SELECT u.number, u.status, u.amount, credited.entries, credited.amount AS credited
        FROM payments_topup u
        LEFT JOIN LATERAL (
            SELECT count(*) AS entries, coalesce(sum(posting.amount), 0) AS amount,
                   bool_and(entry.id = u.entry_id) AS known
            FROM ledger_entry entry
            JOIN ledger_posting posting ON posting.entry_id = entry.id
            JOIN ledger_account account ON account.id = posting.account_id
            WHERE entry.key = 'top_up:' || u.number AND account.unit = 'CNY'
              AND account.kind = 'member_' || u.purpose
              AND account.owner = 'member:' || u.member_id
        ) credited ON true
        WHERE (u.status = 'paid') <> coalesce(credited.known, false)
           OR u.status = 'paid' AND (credited.entries, credited.amount) <> (1, u.amount)
        """,
    ),
    Law(
        "what was paid for a top-up is the member's in the same moment",
        """
        SELECT entry.reference, sum(posting.amount) AS left_over
        FROM ledger_posting posting
        JOIN ledger_entry entry ON entry.id = posting.entry_id
        JOIN ledger_account account ON account.id = posting.account_id
        WHERE account.kind = 'top_up_funds'
        GROUP BY entry.reference HAVING sum(posting.amount) <> 0
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
        "the cells of a captured tender of an order sum to it, and so does what they gave back",
        """
        SELECT t.id AS tender, t.amount, t.points, t.refunded_amount, t.refunded_points
        FROM payments_tender t
        JOIN payments_attempt a ON a.id = t.attempt_id AND a.instalment_id IS NOT NULL
        LEFT JOIN payments_cell c ON c.tender_id = t.id
        GROUP BY t.id
        HAVING t.status = 'captured'
           AND (coalesce(sum(c.amount), 0), coalesce(sum(c.points), 0)) <> (t.amount, t.points)
            OR t.status <> 'captured' AND count(c.id) <> 0
            OR (coalesce(sum(c.refunded_amount), 0), coalesce(sum(c.refunded_points), 0))
            <> (t.refunded_amount, t.refunded_points)
        """,
    ),
    Law(
        "the cells of a line sum to what was to be paid for it, once all is paid",
        """
        SELECT o.number, l.number AS line, l.amount - l.discount_amount AS due,
               coalesce(sum(c.amount), 0) AS paid
        FROM orders_order o
        JOIN orders_orderline l ON l.order_id = o.id
        LEFT JOIN payments_cell c ON c.line_id = l.id
        GROUP BY o.id, l.id
        HAVING coalesce(sum(c.amount), 0) > l.amount - l.discount_amount
            OR coalesce(sum(c.amount), 0) < l.amount - l.discount_amount
           AND NOT EXISTS (
               SELECT 1 FROM orders_instalment i
               WHERE i.order_id = o.id AND i.status <> 'captured'
           )
           AND EXISTS (
               SELECT 1 FROM payments_attempt a JOIN orders_instalment i ON i.id = a.instalment_id
               WHERE i.order_id = o.id AND a.status = 'captured'
           )
        """,
    ),
    Law(
        "what a line gave back, and what of it still earns, is the sum of its cells",
        """
        SELECT l.id AS line, l.refunded_amount, l.earning_amount,
               coalesce(sum(c.refunded_amount), 0) AS refunded
        FROM orders_orderline l
        LEFT JOIN payments_cell c ON c.line_id = l.id
        LEFT JOIN payments_tender t ON t.id = c.tender_id
        GROUP BY l.id
        HAVING l.refunded_amount <> coalesce(sum(c.refunded_amount), 0)
            OR l.earning_amount
            <> coalesce(sum(c.amount - c.refunded_amount) FILTER (WHERE t.method <> 'points'), 0)
        """,
    ),
    Law(
        "a refund of an order is the sum of its lines",
        """
        SELECT r.number, r.amount, r.points, sum(l.amount) AS lines, sum(l.points) AS line_points
        FROM payments_refund r LEFT JOIN payments_refundline l ON l.refund_id = r.id
        WHERE r.kind = 'order'
        GROUP BY r.id
        HAVING (r.amount, r.points) <> (coalesce(sum(l.amount), 0), coalesce(sum(l.points), 0))
        """,
    ),
    Law(
        "what is refunded of a line is the sum of the refunds of it",
        """
        SELECT l.id AS line, l.refunded_quantity, l.refunded_amount,
               coalesce(sum(r.quantity), 0) AS pieces, coalesce(sum(r.amount), 0) AS refunds
        FROM orders_orderline l LEFT JOIN payments_refundline r ON r.line_id = l.id
        GROUP BY l.id
        HAVING (l.refunded_quantity, l.refunded_amount)
            <> (coalesce(sum(r.quantity), 0), coalesce(sum(r.amount), 0))
        """,
    ),
    Law(
        "what a tender has given back is on its way in its legs, or waits for another leg",
        """
        SELECT t.id AS tender, t.refunded_amount, t.refunded_points, legs.amount, legs.points
        FROM payments_tender t
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(l.amount) FILTER (WHERE l.status NOT IN ('closed', 'rerouted')), 0)
                       AS amount,
                   coalesce(sum(l.points) FILTER (WHERE l.status NOT IN ('closed', 'rerouted')), 0)
                       AS points,
                   bool_or(l.status = 'closed') AS closed
            FROM payments_refundleg l WHERE l.tender_id = t.id
        ) legs ON true
        WHERE (legs.amount, legs.points) <> (t.refunded_amount, t.refunded_points)
          AND NOT (coalesce(legs.closed, false) AND legs.amount < t.refunded_amount)
        """,
    ),
    Law(
        "what went back along a payment is the sum of its legs",
        """
        SELECT p.transaction_id, p.refunded_amount, coalesce(sum(l.amount), 0) AS legs
        FROM payments_providerpayment p
        LEFT JOIN payments_refundleg l
          ON l.payment_id = p.id AND l.status NOT IN ('closed', 'rerouted')
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
        SELECT r.number, r.amount, r.points, r.finished_at, arrived.amount AS arrived
        FROM payments_refund r
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(l.amount), 0) AS amount, coalesce(sum(l.points), 0) AS points
            FROM payments_refundleg l WHERE l.refund_id = r.id AND l.status = 'succeeded'
        ) arrived ON true
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(l.amount), 0) AS amount
            FROM payments_refundleg l
            WHERE l.refund_id = r.id AND l.status NOT IN ('closed', 'rerouted')
        ) going ON true
        WHERE going.amount > r.amount
           OR ((arrived.amount, arrived.points) = (r.amount, r.points))
            <> (r.finished_at IS NOT NULL)
        """,
    ),
    Law(
        "a refund that is held back has sent nothing since, and only such a one waits",
        """
        SELECT r.number, l.out_refund_no, l.status
        FROM payments_refundleg l JOIN payments_refund r ON r.id = l.refund_id
        WHERE l.status IN ('created', 'blocked')
          AND (l.status = 'blocked') <> EXISTS (
              SELECT 1 FROM payments_refundblock b
              WHERE b.refund_id = r.id AND b.lifted_at IS NULL
          )
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
