from core.laws import Law

LAWS = [
    Law(
        "every member has a wallet, and its balance is guarded",
        """
        SELECT member.public_id
          FROM members_member AS member
         WHERE NOT EXISTS (
             SELECT FROM ledger_account AS account
              WHERE account.kind = 'member_balance' AND account.unit = 'CNY'
                AND account.owner = 'member:' || member.id AND account.guarded)
        """,
    ),
    Law(
        "an address book that is not empty has one default and at most fifty addresses",
        """
        SELECT member_id, count(*) AS addresses, count(*) FILTER (WHERE is_default) AS defaults
          FROM members_address
         WHERE is_active
         GROUP BY member_id
        HAVING count(*) > 50 OR count(*) FILTER (WHERE is_default) <> 1
        """,
    ),
    Law(
        "every balance grant is in the ledger, to the fen and to its member",
        """
        SELECT granted.key, granted.amount
          FROM members_balancegrant AS granted
         WHERE NOT EXISTS (
             SELECT FROM ledger_entry AS entry
               JOIN ledger_posting AS posting ON posting.entry_id = entry.id
               JOIN ledger_account AS account ON account.id = posting.account_id
              WHERE entry.key = 'balance_grant:' || granted.key
                AND account.kind = 'member_balance'
                AND account.owner = 'member:' || granted.member_id
                AND posting.amount = granted.amount)
        """,
    ),
    Law(
        "one person at WeChat is one member",
        """
        SELECT unionid, count(DISTINCT member_id) AS members
          FROM members_wechatidentity
         WHERE unionid <> ''
         GROUP BY unionid
        HAVING count(DISTINCT member_id) > 1
        """,
    ),
    Law(
        "every member has a phone or is known to WeChat",
        """
        SELECT member.public_id
          FROM members_member AS member
         WHERE member.phone IS NULL
           AND NOT EXISTS (
             SELECT FROM members_wechatidentity AS identity
              WHERE identity.member_id = member.id)
        """,
    ),
    Law(
        "what is left in an account's lots is what is available on it, and nothing while it owes",
        """
        SELECT account.kind, account.owner, account.balance_amount, account.held_amount,
               coalesce(lots.remaining, 0) AS remaining
          FROM ledger_account AS account
          LEFT JOIN (SELECT account_id, sum(remaining) AS remaining
                       FROM members_lot
                      GROUP BY account_id) AS lots ON lots.account_id = account.id
         WHERE account.kind IN ('member_points', 'member_stored_value')
           AND coalesce(lots.remaining, 0)
               <> greatest(account.balance_amount - account.held_amount, 0)
        """,
    ),
    Law(
        "what is left in a lot is the sum of its movements",
        """
        SELECT lot.id, lot.remaining, coalesce(moved.amount, 0) AS moved_amount
          FROM members_lot AS lot
          LEFT JOIN (SELECT lot_id, sum(amount) AS amount
                       FROM members_lotmovement
                      GROUP BY lot_id) AS moved ON moved.lot_id = lot.id
         WHERE lot.remaining <> coalesce(moved.amount, 0)
        """,
    ),
    Law(
        "a lot lies on its member's account, and came there by its entry",
        """
        SELECT lot.id, lot.asset, account.kind, account.owner
          FROM members_lot AS lot
          JOIN ledger_account AS account ON account.id = lot.account_id
         WHERE account.owner <> 'member:' || lot.member_id
            OR account.kind <> 'member_' || lot.asset
            OR NOT EXISTS (
                SELECT FROM ledger_posting AS posting
                 WHERE posting.entry_id = lot.entry_id AND posting.account_id = lot.account_id
                   AND posting.amount = lot.amount)
        """,
    ),
    Law(
        "a hold drew as much from lots as it holds or has posted, and no lot got back more",
        """
        SELECT hold.key, hold.amount, hold.voided_amount, drawn.amount AS drawn_amount,
               drawn.overfull
          FROM ledger_hold AS hold
          JOIN ledger_account AS account ON account.id = hold.account_id
          LEFT JOIN (SELECT hold_id, sum(amount) AS amount, bool_or(net > 0) AS overfull
                       FROM (SELECT hold_id, sum(amount) AS net,
                                    -sum(amount) FILTER (WHERE cause <> 'refunded') AS amount
                               FROM members_lotmovement
                              WHERE hold_id IS NOT NULL
                              GROUP BY hold_id, lot_id) AS of_lot
                      GROUP BY hold_id) AS drawn ON drawn.hold_id = hold.id
         WHERE account.kind IN ('member_points', 'member_stored_value')
           AND (drawn.amount IS DISTINCT FROM hold.amount - hold.voided_amount OR drawn.overfull)
        """,
    ),
    Law(
        "every points grant is a lot of its member, point by point",
        """
        SELECT granted.key, granted.amount
          FROM members_pointsgrant AS granted
         WHERE NOT EXISTS (
             SELECT FROM ledger_entry AS entry
               JOIN members_lot AS lot ON lot.entry_id = entry.id
              WHERE entry.key = 'points_grant:' || granted.key
                AND lot.member_id = granted.member_id AND lot.amount = granted.amount)
        """,
    ),
    Law(
        "what the lines of an order earned is a lot of its member and growth, and no more was "
        "taken back",
        """
        SELECT earned.reference, earned.points, earned.growth
          FROM (SELECT reference, member_id, sum(points) AS points, sum(growth) AS growth
                  FROM members_earning
                 GROUP BY reference, member_id) AS earned
          LEFT JOIN ledger_entry AS entry ON entry.key = 'points_earned:' || earned.reference
          LEFT JOIN members_lot AS lot
                 ON lot.entry_id = entry.id AND lot.member_id = earned.member_id
          LEFT JOIN members_growthentry AS growth
                 ON growth.cause = 'completed' AND growth.reference = earned.reference
                    AND growth.member_id = earned.member_id
         WHERE coalesce(lot.amount, 0) <> earned.points
            OR coalesce(growth.amount, 0) <> earned.growth
        UNION ALL
        SELECT earning.reference, earning.points, earning.growth
          FROM members_earning AS earning
          JOIN members_takeback AS back ON back.earning_id = earning.id
         GROUP BY earning.id
        HAVING sum(back.amount) > earning.amount OR sum(back.points) > earning.points
            OR sum(back.growth) > earning.growth
        """,
    ),
    Law(
        "points that were taken back are off the ledger, but for those that were uncovered",
        """
        SELECT back.reference, back.cause, back.points
          FROM (SELECT earning.reference, row.cause, sum(row.points - row.uncovered) AS points
                  FROM members_takeback AS row
                  JOIN members_earning AS earning ON earning.id = row.earning_id
                 GROUP BY earning.reference, row.cause) AS back
          LEFT JOIN ledger_entry AS entry
                 ON entry.key = 'points_taken_back:' || back.reference || ':' || back.cause
          LEFT JOIN (SELECT posting.entry_id, sum(posting.amount) AS amount
                       FROM ledger_posting AS posting
                       JOIN ledger_account AS account ON account.id = posting.account_id
                      WHERE account.kind = 'points_issued'
                      GROUP BY posting.entry_id) AS posted ON posted.entry_id = entry.id
         WHERE coalesce(posted.amount, 0) <> back.points
        """,
    ),
    Law(
        "a member has the tier that the last change led to",
        """
        SELECT member.public_id, member.tier_id, last.target_id
          FROM members_member AS member
          LEFT JOIN LATERAL (
              SELECT target_id FROM members_tierchange AS change
               WHERE change.member_id = member.id
               ORDER BY change.id DESC LIMIT 1) AS last ON true
         WHERE member.tier_id IS DISTINCT FROM last.target_id
        """,
    ),
    Law(
        "a balance adjustment is in the ledger once it is approved, and not before",
        """
        SELECT adjusted.key, adjusted.amount, adjusted.status
          FROM members_balanceadjustment AS adjusted
         WHERE (adjusted.status = 'approved') <> EXISTS (
             SELECT FROM ledger_entry AS entry
               JOIN ledger_posting AS posting ON posting.entry_id = entry.id
               JOIN ledger_account AS account ON account.id = posting.account_id
              WHERE entry.key = 'balance_adjustment:' || adjusted.key
                AND account.kind = 'member_balance'
                AND account.owner = 'member:' || adjusted.member_id
                AND posting.amount = adjusted.amount)
        """,
    ),
    Law(
        "cards that are neither bound nor voided are worth what the ledger keeps for them",
        """
        SELECT cards.amount, booked.amount AS booked_amount
          FROM (SELECT coalesce(sum(batch.face_amount), 0) AS amount
                  FROM members_card AS card
                  JOIN members_cardbatch AS batch ON batch.id = card.batch_id
                 WHERE card.bound_at IS NULL AND card.voided_at IS NULL) AS cards
          CROSS JOIN (SELECT coalesce(sum(posting.amount), 0) AS amount
                        FROM ledger_account AS account
                        JOIN ledger_posting AS posting ON posting.account_id = account.id
                       WHERE account.kind = 'stored_value_unbound') AS booked
         WHERE cards.amount <> booked.amount
        """,
    ),
    Law(
        "a bound card is a lot of its member, to the fen, and an issued batch has all its cards",
        """
        SELECT card.number, NULL AS cards
          FROM members_card AS card
          JOIN members_cardbatch AS batch ON batch.id = card.batch_id
         WHERE card.bound_at IS NOT NULL
           AND NOT EXISTS (
               SELECT FROM members_lot AS lot
                WHERE lot.card_id = card.id AND lot.member_id = card.member_id
                  AND lot.amount = batch.face_amount AND lot.source = batch.source)
        UNION ALL
        SELECT batch.name, count(card.id)
          FROM members_cardbatch AS batch
          LEFT JOIN members_card AS card ON card.batch_id = batch.id
         GROUP BY batch.id
        HAVING count(card.id) <> CASE WHEN batch.issued_at IS NULL THEN 0 ELSE batch.count END
        """,
    ),
]
