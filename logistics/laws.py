from core.laws import Law

LAWS = [
    Law(
        "a parcel's state is the last of its log",
        """
        SELECT s.number, s.status, s.version, last.target, last.version AS logged
        FROM logistics_shipment s
        LEFT JOIN LATERAL (
            SELECT target, version FROM logistics_shipmentevent e
            WHERE e.shipment_id = s.id ORDER BY version DESC LIMIT 1
        ) last ON true
        WHERE last.target IS DISTINCT FROM s.status OR last.version <> s.version
        """,
    ),
    Law(
        "what a line counts as shipped has left in parcels",
        """
        SELECT o.number, l.number AS line, l.shipped_quantity, coalesce(p.quantity, 0) AS parcels
        FROM orders_orderline l
        JOIN orders_order o ON o.id = l.order_id
        LEFT JOIN (
            SELECT pl.order_line_id, sum(pl.quantity) AS quantity
            FROM logistics_shipmentline pl JOIN logistics_shipment s ON s.id = pl.shipment_id
            WHERE s.shipped_at IS NOT NULL
            GROUP BY pl.order_line_id
        ) p ON p.order_line_id = l.id
        WHERE l.fulfilment = 'ship' AND l.shipped_quantity <> coalesce(p.quantity, 0)
        """,
    ),
    Law(
        "parcels never hold more than the order line asks for",
        """
        SELECT o.number, l.number AS line, l.quantity, l.cancelled_quantity, p.quantity AS parcels
        FROM (
            SELECT pl.order_line_id, sum(pl.quantity) AS quantity
            FROM logistics_shipmentline pl JOIN logistics_shipment s ON s.id = pl.shipment_id
            WHERE s.status <> 'cancelled'
            GROUP BY pl.order_line_id
        ) p
        JOIN orders_orderline l ON l.id = p.order_line_id
        JOIN orders_order o ON o.id = l.order_id
        WHERE p.quantity + l.cancelled_quantity > l.quantity
        """,
    ),
    Law(
        "a parcel is of one order",
        """
        SELECT s.number, l.order_id
        FROM logistics_shipmentline pl
        JOIN logistics_shipment s ON s.id = pl.shipment_id
        JOIN orders_orderline l ON l.id = pl.order_line_id
        WHERE l.order_id <> s.order_id
        """,
    ),
    Law(
        "what left has a tracking number",
        """
        SELECT s.number, s.status FROM logistics_shipment s
        WHERE s.shipped_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM logistics_trackingnumber t WHERE t.shipment_id = s.id
        )
        """,
    ),
    Law(
        "what waits in a parcel is reserved for it",
        """
        SELECT s.number, l.number AS line, pl.stock_item_id, pl.quantity,
               coalesce(r.quantity, 0) AS reserved
        FROM logistics_shipmentline pl
        JOIN logistics_shipment s ON s.id = pl.shipment_id
        JOIN orders_order o ON o.id = s.order_id
        JOIN orders_orderline l ON l.id = pl.order_line_id
        LEFT JOIN products_reservation r
            ON r.reference = o.number AND r.line = l.number
            AND r.stock_item_id = pl.stock_item_id AND r.status IN ('reserved', 'picked')
        WHERE s.status IN ('planned', 'picking', 'packed')
          AND pl.quantity > coalesce(r.quantity, 0)
        """,
    ),
    Law(
        "all that awaits shipment is in a parcel, or the news of it is on its way",
        """
        SELECT o.number, l.number AS line, r.stock_item_id, r.quantity
        FROM orders_order o
        JOIN orders_orderline l ON l.order_id = o.id
        JOIN products_reservation r
            ON r.reference = o.number AND r.line = l.number AND r.status IN ('reserved', 'picked')
        WHERE o.status = 'awaiting_shipment' AND l.fulfilment = 'ship'
          AND NOT EXISTS (
            SELECT 1 FROM logistics_shipmentline pl
            JOIN logistics_shipment s ON s.id = pl.shipment_id
            WHERE pl.order_line_id = l.id AND pl.stock_item_id = r.stock_item_id
              AND s.status IN ('planned', 'picking', 'packed')
          )
          AND NOT EXISTS (
            SELECT 1 FROM core_outboxmessage m
            WHERE m.delivered_at IS NULL AND m.dead_at IS NULL
              AND m.subscriber = 'logistics.plan_parcels'
              AND m.payload @> jsonb_build_object('order_id', o.id)
          )
        """,
    ),
    Law(
        "a parcel in trouble holds the receipt of its order back, and no other does",
        """
        SELECT s.number, s.trouble, b.placed_at
        FROM logistics_shipment s
        LEFT JOIN orders_orderblock b
            ON b.order_id = s.order_id AND b.kind = 'parcel' AND b.reference = s.number
            AND b.lifted_at IS NULL
        WHERE (s.trouble <> '') <> (b.id IS NOT NULL)
        """,
    ),
]
