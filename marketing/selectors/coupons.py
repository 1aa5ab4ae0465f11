"""What members hold of coupons, and what they may take."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import NotFound
from marketing.models import Coupon, CouponMove, CouponTemplate
from marketing.pricing import CouponOffer


def coupons_of(member_id: int) -> QuerySet[Coupon]:
    """All of a member's, newest first, with their templates."""
    return Coupon.objects.filter(member_id=member_id).select_related("template").order_by("-pk")


class CouponState(StrEnum):
    """How a member looks through theirs. Usable: also those whose days are to come."""

    USABLE = "usable"
    USED = "used"
    OVER = "over"


def in_state(state: CouponState, *, member_id: int, at: datetime) -> QuerySet[Coupon]:
    coupons = coupons_of(member_id)
    if state == CouponState.USED:
        return coupons.exclude(used_for="")
    if state == CouponState.OVER:
        return coupons.filter(used_for="", valid_until__lte=at)
    return coupons.filter(used_for="", valid_until__gt=at)


def usable(member_id: int, *, at: datetime) -> QuerySet[Coupon]:
    return coupons_of(member_id).filter(used_for="", valid_from__lte=at, valid_until__gt=at)


def usable_coupons(member_id: int, *, at: datetime) -> tuple[CouponOffer, ...]:
    """As pricing takes them: one statement, however many."""
    return tuple(coupon.offer for coupon in usable(member_id, at=at))


def to_remind_of(*, within: timedelta, at: datetime) -> QuerySet[Coupon]:
    """Unused ones that are over ``within`` that time, but for those that never were good for
    longer, of which nobody has been told."""
    ending = Coupon.objects.filter(
        used_for="", reminded_at=None, valid_until__gt=at, valid_until__lte=at + within
    )
    return ending.filter(valid_until__gt=F("issued_at") + within)


def coupons_used_for(reference: str) -> list[str]:
    """The ids of the coupons that the order has, or had before it gave them back."""
    used = Coupon.objects.filter(
        moves__kind=CouponMove.Kind.USED, moves__reference=reference
    ).distinct()
    return [str(public_id) for public_id in used.values_list("public_id", flat=True)]


def templates_with_figures() -> QuerySet[CouponTemplate]:
    """For staff: each with ``used_count``, how many of it orders have."""
    return CouponTemplate.objects.annotate(
        used_count=Count("coupons", filter=~Q(coupons__used_for=""))
    )


def template_known_as(public_id: str) -> CouponTemplate:
    """Raises NotFound."""
    template = CouponTemplate.objects.filter(public_id=public_id).first()
    if template is None:
        raise NotFound(what=_("coupon"))
    return template


@dataclass(frozen=True, slots=True)
class Claimable:
    """A template that members may take now: how many are ``left`` in all (None: any number),
    and how many of it this member has already."""

    template: CouponTemplate
    held: int

    @property
    def left(self) -> int | None:
        if self.template.total_limit is None:
            return None
        return self.template.total_limit - self.template.issued_count

    @property
    def may_claim(self) -> bool:
        return self.left != 0 and self.held < self.template.per_member_limit


def claimable(member_id: int | None, *, at: datetime) -> list[Claimable]:
    """The coupon centre: what may be taken, what ends first before the rest."""
    templates = CouponTemplate.objects.filter(
        is_enabled=True, claimable_from__lte=at, claimable_until__gt=at
    ).annotate(held=Count("coupons", filter=Q(coupons__member_id=member_id)))
    return [
        Claimable(template, template.held)
        for template in templates.order_by("claimable_until", "pk")
    ]


def held_by_each(template_id: int, member_ids: Collection[int]) -> dict[int, int]:
    """How many of a template each of these members has; those without any are left out."""
    held = Coupon.objects.filter(template_id=template_id, member_id__in=member_ids)
    return dict(held.order_by().values_list("member_id").annotate(Count("pk")))
