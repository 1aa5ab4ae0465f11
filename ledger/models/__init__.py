"""Double-entry accounts, in the two-phase manner of payment systems.

A positive balance is value that the account's owner has on us (a liability); an
asset, such as what a payment channel owes us, runs negative. So a top-up of 100
over WeChat Pay is ``channel_clearing -100, member_balance +100``.
"""

from ledger.models.account import Account
from ledger.models.entry import Entry, Posting
from ledger.models.hold import Hold, HoldStatus

__all__ = ["Account", "Entry", "Hold", "HoldStatus", "Posting"]
