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
]
