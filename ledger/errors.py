from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.money import format_amount


class InsufficientBalance(DomainError):
    """Facts: ``account`` (its kind), ``unit``, ``available`` and ``needed`` in minor units."""

    code = "ledger.insufficient_balance"
    title = _("The balance is not enough")
    message = _("%(needed)s is needed and %(available)s is available.")

    @property
    def detail(self) -> str:
        return str(self.message) % {
            "needed": _in_words(self.facts["needed"], self.facts["unit"]),
            "available": _in_words(self.facts["available"], self.facts["unit"]),
        }


class EntryMismatch(DomainError):
    code = "ledger.entry_mismatch"
    title = _("The key was used for another entry")
    message = _("The key %(key)s already stands for an entry with other content.")


class AlreadyReversed(DomainError):
    code = "ledger.already_reversed"
    title = _("The entry was reversed before")
    message = _("The entry %(key)s has been reversed under another key.")


class HoldMismatch(DomainError):
    code = "ledger.hold_mismatch"
    title = _("The key was used for another hold")
    message = _("The key %(key)s already stands for a hold of something else.")


class HoldExceeded(DomainError):
    """Facts: ``key`` of the hold, ``left`` and ``needed`` in minor units."""

    code = "ledger.hold_exceeded"
    title = _("More than what is held")
    message = _("%(needed)d was to be posted and %(left)d is left of the hold %(key)s.")


class HoldClosed(DomainError):
    code = "ledger.hold_closed"
    title = _("Nothing is held any more")
    message = _("The hold %(key)s is %(status)s: nothing is left of it.")


def _in_words(amount: int, unit: str) -> str:
    return format_amount(amount) if unit == "CNY" else f"{amount} {unit}"
