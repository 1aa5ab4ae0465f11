"""Exchange codes: made in batches, shown once, good once."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.db import atomic
from core.limits import spend
from marketing.deals import ClaimLine, Deal
from marketing.errors import CodeNotForCoupons, ExchangeCodeGone
from marketing.models import Coupon, ExchangeBatch, ExchangeCode
from marketing.rules import exchange_tries
from marketing.selectors import exchange_codes as selectors
from marketing.services.changes import save_logged
from marketing.services.coupons import issue_for_code

# Without what is read as another: 0/O, 1/I/L, U/V.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH = 16


@atomic
def make_batch(*, actor: Actor, at: datetime, **fields: Any) -> tuple[ExchangeBatch, list[str]]:
    """A batch with its codes, which are known here and now and never again.

    Raises ValidationError for what cannot be.
    """
    batch = save_logged(
        ExchangeBatch(), fields | {"made_at": at, "actor": str(actor)}, actor=actor, at=at
    )
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(batch.count)]
    ExchangeCode.objects.bulk_create(
        (
            ExchangeCode(batch=batch, code_hash=selectors.hash_of(code), ending=code[-4:])
            for code in codes
        ),
        batch_size=1000,
    )
    return batch, codes


@atomic
def redeem_for_coupon(*, code: str, member_id: int, at: datetime) -> Coupon:
    """A code that is good for a coupon becomes one.

    Raises LimitExceeded, what ``code_for`` raises, CodeNotForCoupons for one that is good for
    goods.
    """
    spend(exchange_tries(member_id), at=at)
    known = selectors.code_for(code, member_id=member_id, at=at)
    batch = known.batch
    if batch.template_id is None:
        assert batch.sku is not None  # noqa: S101  (good for the one or the other)
        raise CodeNotForCoupons(
            sku=batch.sku.code,
            product=batch.sku.product.slug,
            quantity=batch.quantity,
            price_amount=batch.price_amount,
            ships_free=batch.ships_free,
        )
    coupon = issue_for_code(template_id=batch.template_id, member_id=member_id, at=at)
    take_code(code_id=known.pk, member_id=member_id, reference=str(coupon.public_id), at=at)
    return coupon


@atomic
def take_code(*, code_id: int, member_id: int, reference: str, at: datetime) -> None:
    """Spend it: conditional, so that of two who have it one gets it. Raises ExchangeCodeGone."""
    # No join: what is looked at again once the row is had must stand in the UPDATE itself.
    valid = ExchangeBatch.objects.filter(valid_from__lte=at, valid_until__gt=at)
    free = ExchangeCode.objects.filter(pk=code_id, used_for="", batch__in=valid)
    if not free.update(used_for=reference, used_at=at, member_id=member_id):
        raise ExchangeCodeGone


@atomic
def give_codes_back(*, references: Sequence[str]) -> None:
    """The orders closed unpaid: their codes are good again. Twice is once."""
    ExchangeCode.objects.filter(used_for__in=references).update(
        used_for="", used_at=None, member=None
    )


# --- what an order holds of one -----------------------------------------------------------


@atomic
def claim(
    deal: Deal, *, reference: str, member_id: int, lines: Sequence[ClaimLine], at: datetime
) -> None:
    """Spend the code on the order. Raises ExchangeCodeGone where somebody was quicker."""
    assert deal.code_id is not None  # noqa: S101  (``deal_of`` names it)
    take_code(code_id=deal.code_id, member_id=member_id, reference=reference, at=at)


def note_paid(reference: str, *, complete: bool, at: datetime) -> None:
    """Nothing follows: the code is spent as the order is placed."""


@atomic
def give_back(references: Sequence[str], *, at: datetime) -> None:
    give_codes_back(references=references)


def take_again(reference: str, *, at: datetime) -> None:
    """Which code it was is not known any more: raises ExchangeCodeGone, and the money goes back."""
    raise ExchangeCodeGone
