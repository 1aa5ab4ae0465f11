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
]
