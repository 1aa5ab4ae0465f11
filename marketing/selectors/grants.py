"""What granting a coupon to a list of phones would do, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    member_id: int | None = None


def preview_grant(template: CouponTemplate, phones: Sequence[str]) -> list[GrantRow]:
    """Two statements, however many phones; in their order, each once."""
    known = members.members_with_phones(phones)
    held = held_by_each(template.pk, known.values())

    def row(phone: str) -> GrantRow:
        member_id = known.get(phone)
        if member_id is None:
            return GrantRow(phone, GrantVerdict.NOBODY)
        full = held.get(member_id, 0) >= template.per_member_limit
        return GrantRow(
            phone, GrantVerdict.HAS_THEIRS if full else GrantVerdict.GETS_ONE, member_id
        )

    return [row(phone) for phone in dict.fromkeys(phones)]
