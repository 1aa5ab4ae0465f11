"""How a hold is used up. Callers lock it first, and its account after it."""

from datetime import datetime

from ledger.models import Hold, HoldStatus


def locked_hold(hold_id: int) -> Hold:
    return Hold.objects.select_for_update(of=("self",), no_key=True).get(pk=hold_id)


def use_up(hold: Hold, *, posted: int = 0, voided: int = 0, at: datetime) -> None:
    """Count parts of the hold as posted or voided, and close it with the last of them."""
    hold.posted_amount += posted
    hold.voided_amount += voided
    if not hold.remaining_amount:
        hold.status = HoldStatus.POSTED if hold.posted_amount else HoldStatus.VOIDED
        hold.closed_at = at
    hold.save(update_fields=["posted_amount", "voided_amount", "status", "closed_at"])
