from core.laws import Figure, Law

FIGURES = [
    Figure("orders", "SELECT count(*) FROM orders_order"),
    Figure("come to", "SELECT sum(payable_amount) FROM orders_order", is_money=True),
    Figure("reduced by", "SELECT sum(discount_amount) FROM orders_order", is_money=True),
    Figure("moves in their logs", "SELECT count(*) FROM orders_ordertransition"),
]

LAWS = [
    Law(
        "an order's state is the last of its log",
        """
        SELECT o.number, o.status, last.target
        FROM orders_order o
        LEFT JOIN LATERAL (
            SELECT target, version FROM orders_ordertransition t
            WHERE t.order_id = o.id ORDER BY version DESC LIMIT 1
        ) last ON true
        WHERE last.target IS DISTINCT FROM o.status OR last.version > o.version
        """,
    ),
    Law(
        "each move starts where the one before it ended",
        """
        SELECT order_id, version, source, before
        FROM (
            SELECT order_id, version, source,
                   lag(target, 1, '') OVER (PARTITION BY order_id ORDER BY version) AS before
            FROM orders_ordertransition
        ) moves
        WHERE source <> before
        """,
    ),
    Law(
        "goods are the sum of their lines",
        """
        SELECT o.number, o.goods_amount, sum(l.amount) AS lines
        FROM orders_order o LEFT JOIN orders_orderline l ON l.order_id = o.id
        GROUP BY o.id HAVING o.goods_amount <> coalesce(sum(l.amount), 0)
        """,
    ),
    Law(
        "what an order is reduced by is the sum of its reductions, and a line by those of the line",
        """
        SELECT o.number, o.discount_amount, coalesce(sum(d.amount), 0) AS reductions
        FROM orders_order o LEFT JOIN orders_orderdiscount d ON d.order_id = o.id
        GROUP BY o.id HAVING o.discount_amount <> coalesce(sum(d.amount), 0)
        UNION ALL
        SELECT l.sku_code, l.discount_amount, coalesce(sum(d.amount), 0)
        FROM orders_orderline l LEFT JOIN orders_orderdiscount d ON d.line_id = l.id
        GROUP BY l.id HAVING l.discount_amount <> coalesce(sum(d.amount), 0)
        """,
    ),
    Law(
        "instalments add up to the order",
        """
        SELECT o.number, o.payable_amount, sum(i.amount) AS instalments,
               o.payable_points, sum(i.points) AS points
        FROM orders_order o LEFT JOIN orders_instalment i
          ON i.order_id = o.id AND i.purpose <> 'difference'
        GROUP BY o.id
        HAVING (o.payable_amount, o.payable_points)
            <> (coalesce(sum(i.amount), 0), coalesce(sum(i.points), 0))
        """,
    ),
    Law(
        "an order that was paid has captured everything, one that never was nothing",
        """
        SELECT o.number, o.status, i.status AS instalment
        FROM orders_order o JOIN orders_instalment i ON i.order_id = o.id
        WHERE i.purpose <> 'difference'
          AND (o.status IN ('paid', 'awaiting_shipment', 'shipped', 'received', 'completed')
               AND i.status <> 'captured'
            OR o.status = 'closed' AND i.status = 'pending')
        """,
    ),
    Law(
        "what is shipped has nothing left to ship",
        """
        SELECT o.number, o.status, l.number AS line
        FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
        WHERE o.status IN ('shipped', 'received') AND l.fulfilment = 'ship'
          AND l.shipped_quantity + l.cancelled_quantity < l.quantity
        """,
    ),
    Law(
        "unpaid and unshipped goods stay reserved until they ship or the order ends",
        """
        SELECT o.number, l.number AS line, l.quantity - l.cancelled_quantity - l.shipped_quantity
                   AS owed, coalesce(r.quantity, 0) AS reserved
        FROM orders_order o
        JOIN orders_orderline l ON l.order_id = o.id
        LEFT JOIN LATERAL (
            SELECT sum(quantity) AS quantity FROM products_reservation r
            WHERE r.reference = o.number AND r.line = l.number
              AND r.status IN ('reserved', 'picked')
        ) r ON true
        WHERE o.status IN ('pending_payment', 'paid', 'awaiting_shipment', 'shipped')
          AND NOT (o.deal_kind = 'presale' AND o.sourcing_reason = ''
                   AND o.status IN ('pending_payment', 'paid'))
          AND l.quantity - l.cancelled_quantity - l.shipped_quantity <> coalesce(r.quantity, 0)
        """,
    ),
    Law(
        "an order whose first instalment is paid waits for the next by the clock of that one",
        """
        SELECT o.number, o.payment_started_at, o.payment_due_at, i.opens_at, i.due_at
        FROM orders_order o
        JOIN LATERAL (
            SELECT opens_at, due_at FROM orders_instalment
            WHERE order_id = o.id AND status = 'pending' ORDER BY number LIMIT 1
        ) i ON true
        WHERE o.status = 'pending_payment'
          AND EXISTS (SELECT FROM orders_instalment c
                      WHERE c.order_id = o.id AND c.status = 'captured')
          AND (o.payment_started_at, o.payment_due_at)
              IS DISTINCT FROM (i.opens_at, i.due_at)
        """,
    ),
    Law(
        "an order under a presale claims its pieces while it may still be paid, and no longer",
        """
        SELECT o.number, o.status, c.quantity, c.given_back_at, c.deposit_paid_at, c.paid_at
        FROM orders_order o LEFT JOIN marketing_presaleclaim c ON c.reference = o.number
        WHERE o.deal_kind = 'presale'
          AND (c.id IS NULL
               OR o.status = 'closed' AND c.given_back_at IS NULL
               OR o.status IN ('pending_payment', 'paid', 'awaiting_shipment', 'shipped',
                               'received', 'completed') AND c.given_back_at IS NOT NULL
               OR (c.paid_at IS NOT NULL) <> (o.paid_at IS NOT NULL)
               OR (c.deposit_paid_at IS NOT NULL) <> EXISTS (
                   SELECT FROM orders_instalment i
                   WHERE i.order_id = o.id AND i.purpose = 'deposit' AND i.status = 'captured'))
        """,
    ),
    Law(
        "a closed or refunded order holds no stock",
        """
        SELECT o.number, o.status, r.id AS reservation
        FROM orders_order o JOIN products_reservation r ON r.reference = o.number
        WHERE o.status IN ('closed', 'refunded') AND r.status IN ('reserved', 'picked')
        """,
    ),
    Law(
        "a seat in a team that forms is held by an order that waits, to be paid or for the others",
        """
        SELECT s.order_number, t.number AS team, t.status, s.firm_at, o.status AS order_status
        FROM marketing_groupseat s
        JOIN marketing_groupteam t ON t.id = s.team_id
        LEFT JOIN orders_order o ON o.number = s.order_number
        WHERE t.status IN ('opening', 'forming') AND s.released_at IS NULL
          AND o.status IS DISTINCT FROM
              CASE WHEN s.firm_at IS NULL THEN 'pending_payment' ELSE 'paid' END
        """,
    ),
    Law(
        "no order waits for a team that has ended, once the news has reached it",
        """
        SELECT o.number, t.number AS team, t.status AS ended_as
        FROM orders_order o
        LEFT JOIN marketing_groupseat s ON s.order_number = o.number
        LEFT JOIN marketing_groupteam t ON t.id = s.team_id
        WHERE o.status = 'paid' AND o.deal_kind = 'group_buy'
          AND (t.status IS DISTINCT FROM 'forming' OR s.released_at IS NOT NULL)
          AND NOT EXISTS (
              SELECT 1 FROM core_outboxmessage m
              WHERE m.delivered_at IS NULL AND m.dead_at IS NULL
                AND m.payload ->> 'number' = o.number
          )
        """,
    ),
]
