"""What is conserved, across apps and whatever their rules say: laws like those of the apps."""

from core.laws import Law

# ``spent``, by member and method, in its unit: what tenders took for good, less what came back.
SPENT = """
    SELECT member, method, sum(amount) AS amount FROM (
        SELECT o.member_id AS member, t.method,
               CASE t.method WHEN 'points' THEN t.points ELSE t.amount END AS amount
        FROM payments_tender t
        JOIN payments_attempt a ON a.id = t.attempt_id
        JOIN orders_instalment i ON i.id = a.instalment_id
        JOIN orders_order o ON o.id = i.order_id
        WHERE t.status = 'captured'
        UNION ALL
        SELECT coalesce(o.member_id, u.member_id), l.method,
               -CASE l.method WHEN 'points' THEN l.points ELSE l.amount END
        FROM payments_refundleg l
        JOIN payments_refund r ON r.id = l.refund_id
        LEFT JOIN orders_order o ON o.id = r.order_id
        LEFT JOIN payments_topup u ON u.id = r.top_up_id
        WHERE l.status = 'succeeded'
    ) AS moved GROUP BY member, method
"""

# ``given``, by member: what came to a balance from outside, whoever brought it.
GIVEN = """
    SELECT member_id, sum(amount) AS amount FROM (
        SELECT member_id, amount FROM members_balancegrant
        UNION ALL
        SELECT member_id, amount FROM members_balanceadjustment WHERE status = 'approved'
        UNION ALL
        SELECT member_id, amount FROM payments_topup WHERE status = 'paid' AND purpose = 'balance'
    ) AS came GROUP BY member_id
"""

LAWS = [
    Law(
        "what a member has of balance is what came or was adjusted, less what was spent",
        """
        SELECT a.owner, a.balance_amount, given.amount AS given, spent.amount AS spent
        FROM ledger_account a
        JOIN given ON a.owner = 'member:' || given.member_id
        LEFT JOIN spent ON spent.member = given.member_id AND spent.method = 'balance'
        WHERE a.kind = 'member_balance'
          AND a.balance_amount <> given.amount - coalesce(spent.amount, 0)
        """,
    ),
    Law(
        "what a member has of points or stored value is what came, less what was spent or went",
        """
        SELECT a.owner, a.kind, a.balance_amount, come.amount AS come, gone.amount AS gone,
               spent.amount AS spent
        FROM ledger_account a
        JOIN (
            SELECT account_id, member_id, asset, sum(amount) AS amount
            FROM members_lot GROUP BY account_id, member_id, asset
        ) come ON come.account_id = a.id
        LEFT JOIN (
            SELECT lot.account_id, -sum(moved.amount) AS amount
            FROM members_lotmovement moved JOIN members_lot lot ON lot.id = moved.lot_id
            WHERE moved.cause = 'expired' GROUP BY lot.account_id
        ) gone ON gone.account_id = a.id
        LEFT JOIN (
            SELECT earning.member_id, sum(back.points - back.uncovered) AS amount
            FROM members_takeback back JOIN members_earning earning ON earning.id = back.earning_id
            GROUP BY earning.member_id
        ) back ON back.member_id = come.member_id AND come.asset = 'points'
        LEFT JOIN spent
          ON spent.member = come.member_id AND spent.method = come.asset
        WHERE a.balance_amount <> come.amount - coalesce(gone.amount, 0)
            - coalesce(back.amount, 0) - coalesce(spent.amount, 0)
        """,
    ),
    Law(
        "whatever is held of a member is held for a tender of a payment that is open",
        """
        SELECT h.key, h.amount FROM ledger_hold h
        WHERE h.closed_at IS NULL AND NOT EXISTS (
            SELECT FROM payments_tender t JOIN payments_attempt a ON a.id = t.attempt_id
            WHERE t.hold_id = h.id AND t.status = 'held' AND a.status IN ('open', 'closing')
        )
        """,
    ),
    Law(
        "no order is paid twice: what it keeps of its tenders is never more than it comes to",
        """
        SELECT o.number, o.payable_amount, sum(t.amount) AS paid
        FROM orders_order o
        JOIN orders_instalment i ON i.order_id = o.id
        JOIN payments_attempt a ON a.instalment_id = i.id
        JOIN payments_tender t ON t.attempt_id = a.id AND t.status = 'captured'
        GROUP BY o.id HAVING sum(t.amount) > o.payable_amount
        """,
    ),
    Law(
        "a coupon reduces one order that is not over, which is the one that it is used for",
        """
        SELECT o.number, o.status, d.code, c.used_for
        FROM orders_orderdiscount d
        JOIN orders_order o ON o.id = d.order_id AND o.status NOT IN ('closed', 'refunded')
        LEFT JOIN marketing_coupon c ON c.public_id::text = d.code
        WHERE d.kind = 'coupon' AND c.used_for IS DISTINCT FROM o.number
        UNION ALL
        SELECT o.number, o.status, c.public_id::text, c.used_for
        FROM marketing_coupon c JOIN orders_order o ON o.number = c.used_for
        WHERE o.status = 'closed'
        """,
    ),
    Law(
        "an order for an exchange code is the one that the code is used for",
        """
        SELECT o.number, o.status, code.used_for
        FROM orders_order o
        FULL JOIN (
            SELECT used_for FROM marketing_exchangecode code
            JOIN marketing_exchangebatch batch ON batch.id = code.batch_id
            WHERE used_for <> '' AND batch.sku_id IS NOT NULL
        ) code ON code.used_for = o.number
        WHERE (o.deal_kind = 'exchange' AND o.status NOT IN ('closed', 'refunded'))
              AND code.used_for IS NULL
           OR code.used_for IS NOT NULL AND (o.id IS NULL OR o.status = 'closed')
        """,
    ),
    Law(
        "goods leave the shelf in parcels alone, and by the count of staff",
        """
        SELECT sku.code, left_by.pieces, shipped.pieces AS shipped
        FROM products_sku sku
        LEFT JOIN (
            SELECT item.sku_id, -sum(m.on_hand_delta) AS pieces
            FROM products_stockmovement m JOIN products_stockitem item ON item.id = m.stock_item_id
            WHERE m.kind NOT IN ('receipt', 'adjust') GROUP BY item.sku_id
        ) left_by ON left_by.sku_id = sku.id
        LEFT JOIN (
            SELECT sku_id, sum(shipped_quantity) AS pieces FROM orders_orderline GROUP BY sku_id
        ) shipped ON shipped.sku_id = sku.id
        WHERE coalesce(left_by.pieces, 0) <> coalesce(shipped.pieces, 0)
        """,
    ),
]
