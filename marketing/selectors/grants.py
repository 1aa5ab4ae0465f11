"""What granting a coupon to phones and tiers would do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketing.models import CouponTemplate
from marketing.selectors.coupons import held_by_each
from members import selectors as members


class GrantVerdict(models.TextChoices):
    GETS_ONE = "gets_one", _("gets one")
    HAS_THEIRS = "has_theirs", _("has had as many as one member may have")
    NOBODY = "nobody", _("no active member has this phone")


@dataclass(frozen=True, slots=True)
class GrantRow:
    phone: str
    verdict: GrantVerdict


@dataclass(frozen=True, slots=True)
class Grant:
    """``rows`` say it phone by phone, the figures for all members, those of tiers among them.

    ``seen``: what a grant to these members is confirmed by.
    """

    rows: Sequence[GrantRow]
    member_ids: Sequence[int]
    have_theirs: int
    seen: str


def preview_grant(
    template: CouponTemplate, phones: Sequence[str], tier_ids: Collection[int] = ()
) -> Grant:
    """Three statements at most, however many; each member once, phones in their order."""
    known = members.members_with_phones(phones)
    meant = dict.fromkeys(known[phone] for phone in phones if phone in known)
    if tier_ids:
        meant |= dict.fromkeys(members.members_in_tiers(tier_ids))
    held = held_by_each(template.pk, meant)
    full = {member for member in meant if held.get(member, 0) >= template.per_member_limit}

    def verdict(phone: str) -> GrantVerdict:
        if phone not in known:
            return GrantVerdict.NOBODY
        return GrantVerdict.HAS_THEIRS if known[phone] in full else GrantVerdict.GETS_ONE

    member_ids = [member for member in meant if member not in full]
    return Grant(
        rows=[GrantRow(phone, verdict(phone)) for phone in dict.fromkeys(phones)],
        member_ids=member_ids,
        have_theirs=len(full),
        seen=seen_of(member_ids, held),
    )


def seen_of(member_ids: Collection[int], held: Mapping[int, int]) -> str:
    """A digest of who would get one and how many each has had: another one once it is granted."""
    stands = [(member, held.get(member, 0)) for member in sorted(member_ids)]
    return sha256(repr(stands).encode()).hexdigest()
