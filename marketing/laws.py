from core.laws import Law

LAWS = [
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
