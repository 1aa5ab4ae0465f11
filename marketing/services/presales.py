"""Presales: what an order holds of one, by how far it is paid; and what staff decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from core.db import atomic
from core.events import publish
from core.incidents import raise_incident
from marketing.deals import ClaimLine, Deal
from marketing.events import PresaleFailed
from marketing.models import Presale, PresaleClaim
from marketing.selectors import presales as selectors
from marketing.services import offers
from marketing.services.changes import kept, log_change, save_logged
from members.services import Told, notify_all

SHORT = "presale_short"

# What may change while orders rely on the rest.
_ALWAYS = frozenset({"name", "name_en", "quota", "per_member_limit"})
_REMINDED_AT_ONCE = 500


# --- what an order holds ------------------------------------------------------------------


@atomic
def claim(
    deal: Deal, *, reference: str, member_id: int, lines: Sequence[ClaimLine], at: datetime
) -> None:
    """A short claim: the order's own clock ends it. Raises OfferSoldOut, OfferLimitReached."""
    offers.take(
        Presale, PresaleClaim, deal, reference=reference, member_id=member_id, lines=lines, at=at
    )


@atomic
def note_paid(reference: str, *, complete: bool, at: datetime) -> None:
    """The deposit makes the claim firm, the balance ends it. The deposit of a presale that was
    given up meanwhile goes back."""
    held = PresaleClaim.objects.get(reference=reference)
    if complete:
        held.paid_at = at
        held.save(update_fields=["paid_at"])
        return
    held.deposit_paid_at = at
    held.save(update_fields=["deposit_paid_at"])
    # Under the lock of who gives it up: one of the two sees what the other did.
    if Presale.objects.select_for_update(no_key=True).get(pk=held.offer_id).withdrawn_at:
        publish(PresaleFailed(number=reference, at=at))


@atomic
def give_back(references: Sequence[str], *, at: datetime) -> None:
    """Closed, forfeited or refunded before the balance: the pieces can be claimed again."""
    offers.give_back(Presale, PresaleClaim, references, at=at)


@atomic
def take_again(reference: str, *, at: datetime) -> None:
    """Raises OfferSoldOut, OfferLimitReached."""
    offers.take_again(Presale, PresaleClaim, reference)


@atomic
def report_presale_short(*, presale: str, reference: str, at: datetime) -> None:
    """The balance of an order was paid, and it goes back for want of goods: somebody must look."""
    raise_incident(SHORT, f"presale:{presale}", facts={"order": reference}, at=at)


# --- what staff decide --------------------------------------------------------------------


@atomic
def set_up_presale(*, actor: Actor, at: datetime, **fields: Any) -> Presale:
    """A new presale. Raises ValidationError for what cannot be."""
    return save_logged(Presale(), fields, actor=actor, at=at)


@atomic
def change_presale(*, presale_id: int, actor: Actor, at: datetime, **fields: Any) -> Presale:
    """Change one. What orders rely on stays: raises OfferFrozen, OfferTooSmall, and
    ValidationError for what cannot be."""
    presale = Presale.objects.select_for_update(no_key=True).get(pk=presale_id)
    offers.require_change(presale, fields, keeps=presale.claims.exists(), always=_ALWAYS)
    return save_logged(presale, fields, actor=actor, at=at)


@atomic
def fail_presale(*, presale_id: int, reason: str, actor: Actor, at: datetime) -> int:
    """The shop cannot deliver: nothing more is taken, and every deposit whose balance is still
    to be paid goes back, order by order, after commit. Returns how many. Twice is once."""
    presale = Presale.objects.select_for_update(no_key=True).get(pk=presale_id)
    if presale.withdrawn_at is not None:
        return 0
    presale.withdrawn_at, presale.withdrawn_by, presale.withdrawn_reason = at, str(actor), reason
    presale.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    before = {"withdrawn_at": None, "withdrawn_reason": ""}
    after = {"withdrawn_at": kept(at), "withdrawn_reason": reason}
    log_change(presale, before=before, after=after, actor=actor, at=at)
    failed = list(selectors.failed_claims(presale_id).values_list("reference", flat=True))
    for reference in failed:
        publish(PresaleFailed(number=reference, at=at))
    return len(failed)


# --- reminders ----------------------------------------------------------------------------


@atomic
def remind_of_opening(*, before: datetime, at: datetime) -> int:
    """Tell whoever has paid a deposit when the balance opens; returns how many, up to 500."""
    due = selectors.to_tell_of_opening(before=before, at=at)
    return _remind(due, "presale.balance_opens", "told_of_opening_at", at=at)


@atomic
def remind_of_closing(*, before: datetime, at: datetime) -> int:
    """Tell whoever has not paid the balance until when it can be; returns how many, up to 500."""
    due = selectors.to_tell_of_closing(before=before, at=at)
    return _remind(due, "presale.balance_closes", "told_of_closing_at", at=at)


def _remind(due: QuerySet[PresaleClaim], event: str, column: str, *, at: datetime) -> int:
    locked = due.select_for_update(of=("self",), no_key=True, skip_locked=True)
    claims = list(locked.select_related("offer").order_by("pk")[:_REMINDED_AT_ONCE])
    notify_all([_told(claim, event) for claim in claims], at=at)
    PresaleClaim.objects.filter(pk__in=[claim.pk for claim in claims]).update(**{column: at})
    return len(claims)


def _told(claim: PresaleClaim, event: str) -> Told:
    facts = {
        "order": claim.reference,
        "opens_at": claim.offer.balance_opens_at.isoformat(),
        "due_at": claim.offer.balance_due_at.isoformat(),
    }
    return Told(claim.member_id, event, facts, claim.reference)
