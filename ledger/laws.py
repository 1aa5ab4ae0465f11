from core.laws import Figure, Law

FIGURES = [
    Figure("entries", "SELECT count(*) FROM ledger_entry"),
    Figure("postings", "SELECT count(*) FROM ledger_posting"),
    Figure(
        "balance of members, less what is held",
        """
        SELECT sum(balance_amount - held_amount) FROM ledger_account
        WHERE kind = 'member_balance' AND unit = 'CNY'
        """,
        is_money=True,
    ),
]

LAWS = [
    Law(
        "every entry has all its postings, and they sum to zero in each unit",
        """
        SELECT entry.key, entry.posting_count, found.postings, found.excess
          FROM ledger_entry AS entry
          LEFT JOIN (
              SELECT entry_id, sum(postings) AS postings,
                     string_agg(amount || ' ' || unit, ', ') FILTER (WHERE amount <> 0) AS excess
                FROM (SELECT posting.entry_id, account.unit,
                             count(*) AS postings, sum(posting.amount) AS amount
                        FROM ledger_posting AS posting
                        JOIN ledger_account AS account ON account.id = posting.account_id
                       GROUP BY posting.entry_id, account.unit) AS per_unit
               GROUP BY entry_id
          ) AS found ON found.entry_id = entry.id
         WHERE found.postings IS DISTINCT FROM entry.posting_count OR found.excess IS NOT NULL
        """,
    ),
    Law(
        "the balance of a guarded account is the sum of its postings",
        """
        SELECT account.kind, account.owner, account.unit, account.balance_amount,
               coalesce(posted.amount, 0) AS posted_amount
          FROM ledger_account AS account
          LEFT JOIN (SELECT account_id, sum(amount) AS amount
                       FROM ledger_posting
                      GROUP BY account_id) AS posted ON posted.account_id = account.id
         WHERE account.guarded AND account.balance_amount <> coalesce(posted.amount, 0)
        """,
    ),
    Law(
        "what an account has held is what is left of its open holds",
        """
        SELECT account.kind, account.owner, account.unit, account.held_amount,
               coalesce(hold.remaining, 0) AS remaining
          FROM ledger_account AS account
          LEFT JOIN (SELECT account_id, sum(amount - posted_amount - voided_amount) AS remaining
                       FROM ledger_hold
                      WHERE closed_at IS NULL
                      GROUP BY account_id) AS hold ON hold.account_id = account.id
         WHERE account.held_amount <> coalesce(hold.remaining, 0)
        """,
    ),
    Law(
        "a hold was posted by as much as its entries took from its account, and never beyond it",
        """
        SELECT hold.key, hold.amount, hold.posted_amount, hold.voided_amount,
               coalesce(posted.amount, 0) AS taken_amount
          FROM ledger_hold AS hold
          LEFT JOIN (SELECT entry.hold_id, posting.account_id, -sum(posting.amount) AS amount
                       FROM ledger_entry AS entry
                       JOIN ledger_posting AS posting ON posting.entry_id = entry.id
                      WHERE entry.hold_id IS NOT NULL
                      GROUP BY entry.hold_id, posting.account_id) AS posted
                 ON posted.hold_id = hold.id AND posted.account_id = hold.account_id
         WHERE hold.posted_amount <> coalesce(posted.amount, 0)
            OR hold.posted_amount + hold.voided_amount > hold.amount
        """,
    ),
]
