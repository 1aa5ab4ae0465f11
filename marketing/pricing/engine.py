"""What a basket costs. Pure: no database, no clock.

Preview and placement call the same function, so the same input gives the same
quote, and its fingerprint tells whether anything has changed in between.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from marketing.pricing import coupons, reductions
from marketing.pricing.basket import WHOLE, BasketLine, Bearer, Context, CouponOffer, PriceKind
from marketing.pricing.coupons import Combination
from marketing.pricing.quote import NotApplied, Quote, QuotedLine, ReductionKind, WhyNot
from marketing.pricing.tally import Fee, Tally, blank
from products.rules import freight_fee


def price(basket: Sequence[BasketLine], context: Context) -> Quote:
    """Price a basket in five steps: unit prices, full reductions, coupons, shipping, points cap.

    Of everything that may be combined, the cheapest for the shopper is chosen; with the same
    sum the one that spends fewer coupons, then those that end sooner.
    """
    start = _deposit_counted(_unit_prices(basket, context), context)
    best = _cheapest(start, context, context.coupons)
    chosen = best if context.chosen is None else _cheapest(start, context, _wanted(context))
    return Quote(
        lines=chosen.tally.settled_lines(),
        shipping_amount=chosen.tally.shipping_amount,
        reductions=chosen.tally.settled_reductions(),
        not_applied=tuple(_not_applied(chosen, context)),
        best_coupons=tuple(offer.code for offer in best.used),
        points_cap_amount=_points_cap(chosen.tally, context),
        deposit_amount=_deposit_amount(chosen.tally, context),
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to combine what is in force, and where it leads."""

    tally: Tally
    after_reductions: Tally
    used: Combination


# --- step 1 -------------------------------------------------------------------------------


def _unit_prices(basket: Sequence[BasketLine], context: Context) -> Tally:
    lines = tuple(_priced(line, context) for line in basket)
    amounts = tuple(line.amount for line in lines)
    return Tally(
        basket=tuple(basket),
        lines=lines,
        left=amounts,
        floors=tuple(
            min(amount, line.floor_price_amount * line.quantity)
            for line, amount in zip(basket, amounts, strict=True)
        ),
        fee=_fee(basket, context),
    )


def _priced(line: BasketLine, context: Context) -> QuotedLine:
    kind, amount, points = PriceKind.LIST, line.list_price_amount, 0
    if deal := context.unit_prices.get(line.sku_code):
        kind, amount, points = deal.kind, deal.amount, deal.points
    elif context.tier_factor < WHOLE:
        lowered = (line.list_price_amount * context.tier_factor + WHOLE // 2) // WHOLE
        amount = min(line.list_price_amount, max(lowered, line.floor_price_amount))
        kind = PriceKind.TIER if amount < line.list_price_amount else kind
    return QuotedLine(
        sku_code=line.sku_code,
        quantity=line.quantity,
        list_price_amount=line.list_price_amount,
        price_kind=kind,
        unit_price_amount=amount,
        unit_points=points,
    )


def _deposit_counted(start: Tally, context: Context) -> Tally:
    """A deposit that is worth more than itself takes the rest off the price (定金膨胀)."""
    if context.deposit is None or context.deposit.worth_amount <= context.deposit.amount:
        return start
    extra = context.deposit.worth_amount - context.deposit.amount
    reduction = blank(
        ReductionKind.DEPOSIT,
        code="deposit",
        name="定金膨胀",
        name_en="Deposit counts for more",
        bearer=Bearer.PLATFORM,
        lines=len(start.lines),
    )
    pieces = sum(line.quantity for line in start.lines)
    return start.reduced(reduction, by=extra * pieces, over=range(len(start.lines)))


# --- steps 2 and 3 ------------------------------------------------------------------------


def _cheapest(start: Tally, context: Context, offers: Sequence[CouponOffer]) -> _Way:
    ways = [
        _Way(coupons.applied(reduced, combination), reduced, combination)
        for reduced, coupons_follow in reductions.ways_to_reduce(start, context.reductions)
        for combination in (coupons.combinations(reduced, offers) if coupons_follow else [()])
    ]
    return min(ways, key=_cost)


def _cost(way: _Way) -> tuple[int, int, list[tuple[datetime, str]]]:
    never = datetime.max.replace(tzinfo=UTC)
    ends = sorted((offer.valid_until or never, offer.code) for offer in way.used)
    return way.tally.payable_amount, len(way.used), ends


def _wanted(context: Context) -> list[CouponOffer]:
    chosen = set(context.chosen or ())
    return [offer for offer in context.coupons if offer.code in chosen]


def _not_applied(way: _Way, context: Context) -> list[NotApplied]:
    """Of reductions all, of coupons those that were wanted (all, where the best were)."""
    applied = {row.code for row in way.tally.settled_reductions()}
    rows = [
        reductions.why_not(row, after_reductions=way.after_reductions)
        for row in context.reductions
        if row.code not in applied
    ]
    offers = context.coupons if context.chosen is None else _wanted(context)
    rows += [
        coupons.why_not(offer, after_reductions=way.after_reductions, used=way.used)
        for offer in offers
        if offer not in way.used
    ]
    known = {offer.code for offer in context.coupons}
    reason = WhyNot.UNKNOWN if context.takes_coupons else WhyNot.NOT_WITH_OFFER
    rows += [
        NotApplied(ReductionKind.COUPON, code, "", "", reason)
        for code in context.chosen or ()
        if code not in known
    ]
    return rows


# --- steps 4 and 5 ------------------------------------------------------------------------


def _fee(basket: Sequence[BasketLine], context: Context) -> Fee:
    """One fee per freight template, by the weight and the price of what it covers."""
    weights: dict[int, int] = defaultdict(int)
    for line in basket:
        weights[line.freight_template_id] += line.weight_grams * line.quantity

    def fee(left: Sequence[int]) -> int:
        if context.ships_free:
            return 0
        values: dict[int, int] = defaultdict(int)
        for line, amount in zip(basket, left, strict=True):
            values[line.freight_template_id] += amount
        return sum(
            freight_fee(context.rates[template], weight, values[template])
            for template, weight in weights.items()
        )

    return fee


def _points_cap(tally: Tally, context: Context) -> int:
    if context.points is None or any(line.unit_points for line in tally.lines):
        return 0
    return context.points.cap(tally.payable_amount)


def _deposit_amount(tally: Tally, context: Context) -> int:
    """Never more than all that is to be paid."""
    if context.deposit is None:
        return 0
    pieces = sum(line.quantity for line in tally.lines)
    return min(context.deposit.amount * pieces, tally.payable_amount)
