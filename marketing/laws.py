from core.laws import Law

LAWS = [
    Law(
        "what is claimed of an offer is what orders hold of it",
        """
        SELECT 'presale' AS kind, offer.id, offer.claimed, coalesce(held.quantity, 0) AS held
        FROM marketing_presale offer
        LEFT JOIN (
            SELECT offer_id, sum(quantity) AS quantity FROM marketing_presaleclaim
            WHERE given_back_at IS NULL GROUP BY offer_id
        ) held ON held.offer_id = offer.id
        WHERE offer.claimed <> coalesce(held.quantity, 0)
        UNION ALL
        SELECT 'points', offer.id, offer.claimed, coalesce(held.quantity, 0)
        FROM marketing_mallitem offer
        LEFT JOIN (
            SELECT offer_id, sum(quantity) AS quantity FROM marketing_mallclaim
            WHERE given_back_at IS NULL GROUP BY offer_id
        ) held ON held.offer_id = offer.id
        WHERE offer.claimed <> coalesce(held.quantity, 0)
        """,
    ),
    Law(
        "a coupon is in use as its last movement says",
        """
        SELECT c.public_id, c.used_for, last.kind, last.reference
        FROM marketing_coupon c
        LEFT JOIN LATERAL (
            SELECT kind, reference FROM marketing_couponmove m
            WHERE m.coupon_id = c.id ORDER BY m.id DESC LIMIT 1
        ) last ON true
        WHERE c.used_for <> CASE WHEN last.kind = 'used' THEN last.reference ELSE '' END
        """,
    ),
    Law(
        "a template has issued as many coupons as there are",
        """
        SELECT t.public_id, t.issued_count, count(c.id) AS coupons
        FROM marketing_coupontemplate t LEFT JOIN marketing_coupon c ON c.template_id = t.id
        GROUP BY t.id HAVING t.issued_count <> count(c.id)
        """,
    ),
    Law(
        "a batch has as many codes as it says",
        """
        SELECT b.public_id, b.count, count(c.id) AS codes
        FROM marketing_exchangebatch b LEFT JOIN marketing_exchangecode c ON c.batch_id = b.id
        GROUP BY b.id HAVING b.count <> count(c.id)
        """,
    ),
    Law(
        "a team's state is the last of its log",
        """
        SELECT t.number, t.status, last.target
        FROM marketing_groupteam t
        LEFT JOIN LATERAL (
            SELECT target, version FROM marketing_groupteamevent e
            WHERE e.team_id = t.id ORDER BY version DESC LIMIT 1
        ) last ON true
        WHERE last.target IS DISTINCT FROM t.status OR last.version <> t.version
        """,
    ),
    Law(
        "a team counts the seats that are held in it, and none once it has failed",
        """
        SELECT t.number, t.status, t.seats_taken, coalesce(held.seats, 0) AS held
        FROM marketing_groupteam t
        LEFT JOIN (
            SELECT team_id, count(*) AS seats FROM marketing_groupseat
            WHERE released_at IS NULL GROUP BY team_id
        ) held ON held.team_id = t.id
        WHERE t.seats_taken <> coalesce(held.seats, 0) OR t.status = 'failed' AND t.seats_taken > 0
        """,
    ),
    Law(
        "a formed team has a member, paid or virtual, on each of its seats",
        """
        SELECT t.number, t.size, t.virtual_seats, coalesce(firm.seats, 0) AS paid
        FROM marketing_groupteam t
        LEFT JOIN (
            SELECT team_id, count(*) AS seats FROM marketing_groupseat
            WHERE released_at IS NULL AND firm_at IS NOT NULL GROUP BY team_id
        ) firm ON firm.team_id = t.id
        WHERE t.status = 'formed' AND t.size <> t.virtual_seats + coalesce(firm.seats, 0)
           OR t.status <> 'formed' AND (t.virtual_seats > 0 OR coalesce(firm.seats, 0) = t.size)
        """,
    ),
    Law(
        "virtual members are in the team's log",
        """
        SELECT t.number, t.virtual_seats FROM marketing_groupteam t
        WHERE t.virtual_seats > 0 AND NOT EXISTS (
            SELECT 1 FROM marketing_groupteamevent e
            WHERE e.team_id = t.id AND e.name = 'form' AND e.reason <> 'complete'
        )
        """,
    ),
    Law(
        "an offer counts the pieces that its teams hold",
        """
        SELECT o.public_id, o.taken_quantity, coalesce(held.pieces, 0) AS held
        FROM marketing_groupoffer o
        LEFT JOIN (
            SELECT t.offer_id, sum(s.quantity) AS pieces
            FROM marketing_groupseat s JOIN marketing_groupteam t ON t.id = s.team_id
            WHERE s.released_at IS NULL GROUP BY t.offer_id
        ) held ON held.offer_id = o.id
        WHERE o.taken_quantity <> coalesce(held.pieces, 0)
        """,
    ),
    Law(
        "a flash sale's quota is what is left of it and what orders hold; ended, nothing is left",
        """
        SELECT sale.public_id AS flash_sale, item.id AS item, item.quota, slices.quantity AS left,
               claims.quantity AS held
        FROM marketing_flashitem item
        JOIN marketing_flashsale sale ON sale.id = item.sale_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(quantity), 0) AS quantity FROM products_reservation
            WHERE reference = 'flash:' || item.id AND status IN ('reserved', 'picked')
        ) slices
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(quantity - given_back_quantity), 0) AS quantity
            FROM marketing_flashclaim WHERE item_id = item.id
        ) claims
        WHERE CASE WHEN sale.ended_at IS NULL
            THEN item.quota <> slices.quantity + claims.quantity
            ELSE slices.quantity <> 0 END
        """,
    ),
    Law(
        "what an order took of a flash sale is reserved for it, or was sent",
        """
        SELECT claim.reference, claim.quantity - claim.given_back_quantity AS taken, held.quantity
        FROM marketing_flashclaim claim
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(quantity), 0) AS quantity FROM products_reservation
            WHERE reference = claim.reference AND line = claim.line
              AND status IN ('reserved', 'picked', 'issued')
        ) held
        WHERE claim.quantity - claim.given_back_quantity <> held.quantity
        """,
    ),
    Law(
        "what a member bought in a flash sale is the sum of their orders, within the limit",
        """
        SELECT item_id AS item, member_id AS member, buyer.quantity, claims.quantity AS orders
        FROM marketing_flashbuyer buyer
        FULL JOIN (SELECT item_id, member_id, sum(quantity - given_back_quantity) AS quantity
                   FROM marketing_flashclaim GROUP BY item_id, member_id) claims
            USING (item_id, member_id)
        JOIN marketing_flashitem item ON item.id = item_id
        WHERE coalesce(buyer.quantity, 0) <> coalesce(claims.quantity, 0)
           OR buyer.quantity > item.per_member_limit
        """,
    ),
    Law(
        "what a flash sale and its orders hold of an item is the sum of the movements to and fro",
        """
        WITH named AS (
            SELECT 'flash:' || id AS reference FROM marketing_flashitem
            UNION ALL SELECT reference FROM marketing_flashclaim
        )
        SELECT reference, stock_item_id AS stock_item, coalesce(held.quantity, 0) AS held,
               coalesce(moved.delta, 0) AS movements
        FROM (SELECT reference, stock_item_id, sum(quantity) AS quantity
              FROM products_reservation JOIN named USING (reference)
              WHERE status IN ('reserved', 'picked')
              GROUP BY reference, stock_item_id) held
        FULL JOIN (SELECT reference, stock_item_id, sum(reserved_delta) AS delta
                   FROM products_stockmovement JOIN named USING (reference)
                   GROUP BY reference, stock_item_id) moved
            USING (reference, stock_item_id)
        WHERE coalesce(held.quantity, 0) <> coalesce(moved.delta, 0)
        """,
    ),
]
