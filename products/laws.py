from core.laws import Figure, Law

FIGURES = [
    Figure("pieces on hand", "SELECT sum(on_hand) FROM products_stockitem"),
    Figure("of them promised to orders", "SELECT sum(reserved) FROM products_stockitem"),
    Figure("stock movements", "SELECT count(*) FROM products_stockmovement"),
]

LAWS = [
    Law(
        "what is on hand is the sum of its movements",
        """
        SELECT item.id AS stock_item, item.on_hand, coalesce(moved.delta, 0) AS movements
        FROM products_stockitem item
        LEFT JOIN (SELECT stock_item_id, sum(on_hand_delta) AS delta
                   FROM products_stockmovement GROUP BY stock_item_id) moved
            ON moved.stock_item_id = item.id
        WHERE item.on_hand <> coalesce(moved.delta, 0)
        """,
    ),
    Law(
        "what is reserved is the sum of its movements",
        """
        SELECT item.id AS stock_item, item.reserved, coalesce(moved.delta, 0) AS movements
        FROM products_stockitem item
        LEFT JOIN (SELECT stock_item_id, sum(reserved_delta) AS delta
                   FROM products_stockmovement GROUP BY stock_item_id) moved
            ON moved.stock_item_id = item.id
        WHERE item.reserved <> coalesce(moved.delta, 0)
        """,
    ),
    Law(
        "what is reserved is the sum of the open reservations",
        """
        SELECT item.id AS stock_item, item.reserved, coalesce(promised.quantity, 0) AS reservations
        FROM products_stockitem item
        LEFT JOIN (SELECT stock_item_id, sum(quantity) AS quantity
                   FROM products_reservation WHERE status IN ('reserved', 'picked')
                   GROUP BY stock_item_id) promised
            ON promised.stock_item_id = item.id
        WHERE item.reserved <> coalesce(promised.quantity, 0)
        """,
    ),
    Law(
        "nothing is promised that is not on hand",
        """
        SELECT id AS stock_item, on_hand, reserved FROM products_stockitem
        WHERE reserved < 0 OR reserved > on_hand
        """,
    ),
]
