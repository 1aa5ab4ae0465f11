from core.laws import Law

LAWS: list[Law] = [
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
]
