"""Growth and the tiers that it leads to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum

from members.models import GrowthEntry, Member, Tier, TierChange

# Growth counts towards tiers for so long; the sum of all of it never falls by age.
YEAR = timedelta(days=365)


def tiers() -> QuerySet[Tier]:
    """All of them, the lowest first."""
    return Tier.objects.order_by("threshold")


def tier_of(member_id: int) -> Tier | None:
    """The member's tier; None for who has reached none."""
    return Tier.objects.filter(members=member_id).first()


def tier_reached(tiers: Iterable[Tier], growth: int) -> Tier | None:
    """The highest tier that so much growth in a year is enough for."""
    reached = [tier for tier in tiers if tier.threshold <= growth]
    return max(reached, key=lambda tier: tier.threshold, default=None)


def growth_of(member_id: int) -> int:
    """All growth that the member ever gained, less what refunds took back."""
    return _sum_of(GrowthEntry.objects.filter(member_id=member_id))


def growth_since(member_id: int, since: datetime) -> int:
    """What was gained and lost after then."""
    return _sum_of(GrowthEntry.objects.filter(member_id=member_id, at__gt=since))


def growth_of_each(member_ids: Collection[int], since: datetime) -> dict[int, int]:
    """The same for many members; those without any are left out."""
    entries = GrowthEntry.objects.filter(member_id__in=member_ids, at__gt=since)
    return dict(entries.values_list("member_id").annotate(Sum("amount")))


def _sum_of(entries: QuerySet[GrowthEntry]) -> int:
    return entries.aggregate(total=Sum("amount"))["total"] or 0


def growth_entries(member_id: int) -> QuerySet[GrowthEntry]:
    """What the member's growth consists of, newest first."""
    return GrowthEntry.objects.filter(member_id=member_id).order_by("-pk")


def tier_changes(member_id: int) -> QuerySet[TierChange]:
    """The member's steps up and down, newest first."""
    changes = TierChange.objects.filter(member_id=member_id)
    return changes.select_related("source", "target").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's tier, and how far it is to the next one."""

    tier: Tier | None
    growth: int
    growth_this_year: int
    next_tier: Tier | None
    review_at: datetime | None

    @property
    def missing_growth(self) -> int:
        """0 where there is no higher tier."""
        threshold = self.next_tier.threshold if self.next_tier else 0
        return max(threshold - self.growth_this_year, 0)


def standing(member_id: int, *, at: datetime) -> Standing:
    """Where a member stands. Four queries."""
    member = Member.objects.select_related("tier").get(pk=member_id)
    reached = member.tier.threshold if member.tier else -1
    return Standing(
        tier=member.tier,
        growth=growth_of(member_id),
        growth_this_year=growth_since(member_id, at - YEAR),
        next_tier=tiers().filter(threshold__gt=reached).first(),
        review_at=member.tier_review_at,
    )


def due_for_review(*, at: datetime, limit: int) -> list[int]:
    """Members whose tier has had its year."""
    due = Member.objects.filter(tier__isnull=False, tier_review_at__lte=at)
    return list(due.order_by("tier_review_at").values_list("pk", flat=True)[:limit])
