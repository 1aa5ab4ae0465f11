"""Tiers: up as soon as growth suffices, down at the yearly review, or at once after a refund where
the rule says so. Callers hold the member's lock."""

from collections.abc import Sequence
from datetime import datetime

from core.db import atomic
from members import selectors
from members.models import GrowthCause, GrowthEntry, Member, Tier, TierCause, TierChange
from members.rules import TIER_AFTER_REFUND, AfterRefund
from members.selectors import YEAR
from members.services.notices import Told, notify_all


def locked_member(member_id: int) -> Member:
    """The member under its own lock, with the tier."""
    members = Member.objects.select_related("tier")
    return members.select_for_update(of=("self",), no_key=True).get(pk=member_id)


def gain_growth(member: Member, *, amount: int, reference: str, at: datetime) -> None:
    """Add what a completed order is worth, and lift the member to the tier that it leads to."""
    _write(member, amount, GrowthCause.COMPLETED, reference, at)
    growth = selectors.growth_since(member.pk, at - YEAR)
    reached = selectors.tier_reached(selectors.tiers(), growth)
    if reached and (member.tier is None or reached.threshold > member.tier.threshold):
        _change([(member, reached, growth)], TierCause.REACHED, at)


def lose_growth(member: Member, *, amount: int, reference: str, at: datetime) -> None:
    """Take back what a refund undid, and the tier where the rule does not wait for the review.

    What counts is the growth that led to the tier, and all since: growing old costs no tier here.
    """
    _write(member, -amount, GrowthCause.REFUNDED, reference, at)
    if TIER_AFTER_REFUND.value != AfterRefund.AT_ONCE or member.tier_review_at is None:
        return
    growth = selectors.growth_since(member.pk, member.tier_review_at - 2 * YEAR)
    left = selectors.tier_reached(selectors.tiers(), growth)
    if member.tier and (left is None or left.threshold < member.tier.threshold):
        _change([(member, left, growth)], TierCause.REFUNDED, at)


@atomic
def review_tiers(*, member_ids: Sequence[int], at: datetime) -> None:
    """Give members whose tier has had its year the one that the growth of this year is worth.

    Those whom somebody else is changing are left to the next time.
    """
    due = Member.objects.select_related("tier").filter(pk__in=member_ids, tier_review_at__lte=at)
    members = list(
        due.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    )
    growth = selectors.growth_of_each([member.pk for member in members], at - YEAR)
    tiers = list(selectors.tiers())
    reviewed = [
        (member, selectors.tier_reached(tiers, growth.get(member.pk, 0)), growth.get(member.pk, 0))
        for member in members
    ]
    kept = [member.pk for member, tier, _growth in reviewed if tier == member.tier]
    Member.objects.filter(pk__in=kept).update(tier_review_at=at + YEAR)
    _change([row for row in reviewed if row[1] != row[0].tier], TierCause.REVIEWED, at)


def _write(member: Member, amount: int, cause: GrowthCause, reference: str, at: datetime) -> None:
    GrowthEntry.objects.create(
        member=member, amount=amount, cause=cause, reference=reference, at=at
    )


def _change(
    steps: Sequence[tuple[Member, Tier | None, int]], cause: TierCause, at: datetime
) -> None:
    """Move each member to the tier that its growth leads to, write it down and tell."""
    changes = TierChange.objects.bulk_create(
        TierChange(
            member=member, source=member.tier, target=tier, cause=cause, growth=growth, at=at
        )
        for member, tier, growth in steps
    )
    for member, tier, _growth in steps:
        member.tier, member.tier_review_at = tier, at + YEAR if tier else None
    Member.objects.bulk_update([step[0] for step in steps], ["tier", "tier_review_at"])
    notify_all((_told(change) for change in changes), at=at)


def _told(change: TierChange) -> Told:
    def names(tier: Tier | None) -> dict[str, str]:
        return {"name": tier.name, "name_en": tier.name_en} if tier else {}

    return Told(
        member_id=change.member_id,
        event="tier.changed",
        reference=str(change.pk),
        facts={
            "from": names(change.source),
            "to": names(change.target),
            "cause": change.cause,
        },
    )
