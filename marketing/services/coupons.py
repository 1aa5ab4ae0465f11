"""Coupons: issued to members, used by an order, given back when it closes or is refunded."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from core.actor import Actor
from core.db import atomic
from marketing.errors import (
    CouponGone,
    CouponLimitReached,
    CouponNotClaimable,
    CouponTermsFrozen,
    GrantChanged,
)
from marketing.models import Coupon, CouponSource, CouponTemplate
from marketing.rules import COUPONS_RETURN
from marketing.selectors.coupons import held_by_each, to_remind_of
from marketing.selectors.grants import seen_of
from marketing.services.changes import log_change, save_logged
from marketing.services.scopes import require_scope
from members.services import Told, notify_all

_REMINDED_AT_ONCE = 500
_WRITTEN_AT_ONCE = 2_000

# What a member was promised with a coupon: fixed from the first one that is issued.
TERMS = (
    *("kind", "amount", "off_basis_points", "cap_amount", "threshold_amount", "stackable"),
    *("category_ids", "sku_codes", "bearer", "valid_from", "valid_until", "valid_days"),
)


@atomic
def set_up_template(*, actor: Actor, at: datetime, **fields: Any) -> CouponTemplate:
    """A new kind of coupon. Raises ValidationError for what cannot be, UnknownScope."""
    require_scope(fields.get("category_ids", ()), fields.get("sku_codes", ()))
    return save_logged(CouponTemplate(), fields, actor=actor, at=at)


@atomic
def change_template(
    *, template_id: int, actor: Actor, at: datetime, **fields: Any
) -> CouponTemplate:
    """Change it. Raises ValidationError, UnknownScope, and CouponTermsFrozen where members hold
    one and what it gives, for what or how long would change."""
    template = _locked(template_id)
    promised = {name: value for name, value in fields.items() if name in TERMS}
    if template.issued_count and any(getattr(template, n) != v for n, v in promised.items()):
        raise CouponTermsFrozen(name=template.spoken_name)
    require_scope(fields.get("category_ids", ()), fields.get("sku_codes", ()))
    return save_logged(template, fields, actor=actor, at=at)


@atomic
def claim_coupon(*, template_id: int, member_id: int, at: datetime) -> Coupon:
    """A member takes one from the coupon centre.

    Raises CouponNotClaimable outside its window, CouponLimitReached where all are gone or the
    member has had theirs.
    """
    template = _locked(template_id)
    if not template.is_claimable(at):
        raise CouponNotClaimable(name=template.spoken_name)
    issued = _issue(template, [member_id], CouponSource.CLAIMED, at=at)
    if not issued:
        raise CouponLimitReached(name=template.spoken_name)
    return issued[0]


@atomic
def grant_coupons(
    *, template_id: int, member_ids: Sequence[int], seen: str, actor: Actor, at: datetime
) -> list[Coupon]:
    """Staff give one to each of these members, as ``seen`` in the preview.

    All of them or none: CouponLimitReached where limits do not allow them all. Raises GrantChanged
    where members have had another number of it than was seen: granted already, or claimed.
    """
    template = _locked(template_id)
    if seen_of(member_ids, held_by_each(template_id, member_ids)) != seen:
        raise GrantChanged(name=template.spoken_name)
    before = {"issued_count": template.issued_count}
    issued = _issue(template, member_ids, CouponSource.GRANTED, at=at)
    if len(issued) < len(member_ids):
        raise CouponLimitReached(name=template.spoken_name)
    after = {"issued_count": template.issued_count}
    log_change(template, before=before, after=after, actor=actor, at=at)
    return issued


@atomic
def issue_for_code(*, template_id: int, member_id: int, at: datetime) -> Coupon:
    """The coupon that an exchange code is good for: limits are those of the codes."""
    template = _locked(template_id)
    valid_from, valid_until = template.validity(at)
    template.issued_count += 1
    template.save(update_fields=["issued_count"])
    return Coupon.objects.create(
        template=template,
        member_id=member_id,
        source=CouponSource.EXCHANGED,
        valid_from=valid_from,
        valid_until=valid_until,
        issued_at=at,
    )


def _locked(template_id: int) -> CouponTemplate:
    """Its lock keeps count: nobody else issues of it meanwhile."""
    return CouponTemplate.objects.select_for_update(no_key=True).get(pk=template_id)


def _issue(
    template: CouponTemplate, member_ids: Sequence[int], source: CouponSource, *, at: datetime
) -> list[Coupon]:
    """One for each member whom both limits still allow one; nothing where all do not fit."""
    held = held_by_each(template.pk, member_ids)
    allowed = [m for m in member_ids if held.get(m, 0) < template.per_member_limit]
    left = template.total_limit
    if left is not None and template.issued_count + len(allowed) > left:
        return []
    valid_from, valid_until = template.validity(at)
    template.issued_count += len(allowed)
    template.save(update_fields=["issued_count"])
    return Coupon.objects.bulk_create(
        [
            Coupon(
                template=template,
                member_id=member_id,
                source=source,
                valid_from=valid_from,
                valid_until=valid_until,
                issued_at=at,
            )
            for member_id in allowed
        ],
        batch_size=_WRITTEN_AT_ONCE,
    )


@atomic
def remind_of_coupons(*, within: timedelta, at: datetime) -> int:
    """Tell members which of their coupons are soon over, each kind and end once; returns how many
    coupons that were, up to 500. Coupons that an order is taking are left to the next time."""
    due = to_remind_of(within=within, at=at).order_by("valid_until", "pk")
    locked = due.select_for_update(of=("self",), no_key=True, skip_locked=True)
    coupons = list(locked.select_related("template")[:_REMINDED_AT_ONCE])
    ending: dict[tuple[int, CouponTemplate, datetime], int] = Counter(
        (coupon.member_id, coupon.template, coupon.valid_until) for coupon in coupons
    )
    notify_all(
        [
            Told(
                member_id=member_id,
                event="coupon.expiring",
                reference=f"{template.public_id} {valid_until.isoformat()}",
                facts={
                    "name": template.name,
                    "name_en": template.name_en,
                    "count": count,
                    "expires_at": valid_until.isoformat(),
                },
            )
            for (member_id, template, valid_until), count in ending.items()
        ],
        at=at,
    )
    Coupon.objects.filter(pk__in=[coupon.pk for coupon in coupons]).update(reminded_at=at)
    return len(coupons)


# --- orders -------------------------------------------------------------------------------

# Conditional on what makes a coupon usable, so that of two orders one gets it, whoever is first;
# all of them or none, so that who is refused may go on and quote anew.
_USE = """
WITH mine AS (
    SELECT id FROM marketing_coupon
    WHERE public_id = ANY(%(codes)s::uuid[]) AND member_id = %(member)s AND used_for = ''
      AND valid_from <= %(at)s AND %(at)s < valid_until
    ORDER BY id FOR NO KEY UPDATE
), used AS (
    UPDATE marketing_coupon SET used_for = %(reference)s, used_at = %(at)s
    FROM mine
    WHERE marketing_coupon.id = mine.id AND (SELECT count(*) FROM mine) = %(count)s
    RETURNING marketing_coupon.id
)
INSERT INTO marketing_couponmove (coupon_id, kind, reference, at)
SELECT id, 'used', %(reference)s, %(at)s FROM used
"""
_FREE = """
WITH held AS (
    SELECT id, used_for FROM marketing_coupon
    WHERE used_for = ANY(%(references)s) AND (%(valid_at)s IS NULL OR valid_until > %(valid_at)s)
    ORDER BY id FOR NO KEY UPDATE
), freed AS (
    UPDATE marketing_coupon SET used_for = '', used_at = NULL
    FROM held WHERE marketing_coupon.id = held.id AND marketing_coupon.used_for = held.used_for
    RETURNING marketing_coupon.id, held.used_for AS reference
)
INSERT INTO marketing_couponmove (coupon_id, kind, reference, at)
SELECT id, %(kind)s, reference, %(at)s FROM freed
"""


def use_coupons(*, codes: Collection[str], member_id: int, reference: str, at: datetime) -> None:
    """Spend the member's coupons on the order ``reference``: all or none, in one statement.

    Raises CouponGone where one is used, over, or not theirs (any more).
    """
    if not codes:
        return
    asked: dict[str, Any] = {
        "codes": list(codes),
        "member": member_id,
        "reference": reference,
        "at": at,
        "count": len(codes),
    }
    with connection.cursor() as cursor:
        cursor.execute(_USE, asked)
        if cursor.rowcount != len(codes):
            raise CouponGone(number=reference)


@atomic
def give_back_coupons(*, references: Sequence[str], at: datetime) -> None:
    """The orders closed: their coupons are as they were. Twice is once."""
    _free(references, kind="given_back", valid_at=None, at=at)


@atomic
def return_coupons(*, reference: str, at: datetime) -> None:
    """The whole order was refunded: by rule, its coupons come back while they are valid."""
    if COUPONS_RETURN.value:
        _free([reference], kind="returned", valid_at=at, at=at)


def _free(references: Sequence[str], *, kind: str, valid_at: datetime | None, at: datetime) -> None:
    asked = {"references": list(references), "kind": kind, "valid_at": valid_at, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_FREE, asked)
