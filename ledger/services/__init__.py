"""What other apps call: open accounts, post and reverse entries, hold, post and void."""

from ledger.services.hold import hold
from ledger.services.journal import Leg
from ledger.services.lock_accounts import lock_accounts
from ledger.services.open_account import open_account
from ledger.services.post_entry import post_entry
from ledger.services.post_hold import post_hold
from ledger.services.reverse_entry import reverse_entry
from ledger.services.void_hold import void_hold

__all__ = [
    "Leg",
    "hold",
    "lock_accounts",
    "open_account",
    "post_entry",
    "post_hold",
    "reverse_entry",
    "void_hold",
]
