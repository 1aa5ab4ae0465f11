"""Step 3: coupons. One of each kind, and more than one only where all of them stack."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from marketing.pricing.basket import WHOLE, CouponKind, CouponOffer
from marketing.pricing.quote import NotApplied, ReductionKind, WhyNot
from marketing.pricing.tally import Tally, blank

# A percentage is taken of what a fixed amount has left; the fee is waived when it is known.
_ORDER = (CouponKind.FIXED, CouponKind.PERCENT, CouponKind.FREE_SHIPPING)
# So many of a kind, best first, are tried in combinations: more would hardly ever be better.
_TRIED = 4

Combination = tuple[CouponOffer, ...]


def combinations(start: Tally, offers: Sequence[CouponOffer]) -> Iterator[Combination]:
    """Those that may go together, none at all first; each in the order in which it is applied.

    One that saves nothing alone may save with another: a fee is waived that the other brings back.
    """
    yield ()
    usable = [offer for offer in offers if _refusal(start, offer) is None]
    for offer in usable:
        yield (offer,)
    by_kind = [
        [None, *_best_of([o for o in usable if o.kind == kind and o.stackable], start)]
        for kind in _ORDER
    ]
    for picked in product(*by_kind):
        combination = tuple(offer for offer in picked if offer is not None)
        if len(combination) > 1:
            yield combination


def applied(tally: Tally, combination: Iterable[CouponOffer]) -> Tally:
    """A coupon whose threshold the others have undercut still counts: it is measured once,
    after the full reductions."""
    for offer in combination:
        tally = _applied(tally, offer)
    return tally


def why_not(offer: CouponOffer, *, after_reductions: Tally, used: Combination) -> NotApplied:
    """Why a coupon is not among those that are used."""
    reason = _refusal(after_reductions, offer)
    if reason is None and _saves_nothing(after_reductions, offer):
        reason = WhyNot.NOTHING_LEFT
    if reason is None:
        alone = not offer.stackable or any(
            not other.stackable or other.kind == offer.kind for other in used
        )
        reason = WhyNot.NOT_STACKABLE if used and alone else WhyNot.OUTDONE
    missing = 0
    if reason == WhyNot.BELOW_THRESHOLD:
        missing = offer.threshold_amount - after_reductions.sum_in(offer.scope)
    return NotApplied(ReductionKind.COUPON, offer.code, offer.name, offer.name_en, reason, missing)


def _best_of(offers: list[CouponOffer], start: Tally) -> list[CouponOffer]:
    return sorted(offers, key=lambda offer: (_applied(start, offer).payable_amount, offer.code))[
        :_TRIED
    ]


def _refusal(tally: Tally, offer: CouponOffer) -> WhyNot | None:
    if not tally.covered(offer.scope):
        return WhyNot.OTHER_GOODS
    if tally.sum_in(offer.scope) < offer.threshold_amount:
        return WhyNot.BELOW_THRESHOLD
    return None


def _saves_nothing(tally: Tally, offer: CouponOffer) -> bool:
    return _applied(tally, offer).payable_amount >= tally.payable_amount


def _applied(tally: Tally, offer: CouponOffer) -> Tally:
    reduction = blank(
        ReductionKind.COUPON,
        code=offer.code,
        name=offer.name,
        name_en=offer.name_en,
        bearer=offer.bearer,
        lines=len(tally.lines),
        threshold_amount=offer.threshold_amount,
    )
    if offer.kind == CouponKind.FREE_SHIPPING:
        return tally.shipped_free(reduction)
    return tally.reduced(reduction, by=_off(tally, offer), over=tally.covered(offer.scope))


def _off(tally: Tally, offer: CouponOffer) -> int:
    if offer.kind == CouponKind.FIXED:
        return offer.amount
    amount = tally.sum_in(offer.scope) * offer.off_basis_points // WHOLE
    return amount if offer.cap_amount is None else min(amount, offer.cap_amount)
