"""Step 2: full reductions. Which of them go together is data on them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from marketing.pricing.basket import FullReduction, ReductionStep
from marketing.pricing.quote import NotApplied, Reduction, ReductionKind, WhyNot
from marketing.pricing.tally import Tally, blank


def ways_to_reduce(
    start: Tally, reductions: Iterable[FullReduction]
) -> Iterator[tuple[Tally, bool]]:
    """What may be done with them: those that go together, or one of the exclusive ones alone.

    With each way, whether coupons may follow.
    """
    rows = sorted(reductions, key=lambda row: (row.priority, row.code))
    yield _together(start, [row for row in rows if not row.exclusive]), True
    for row in rows:
        if row.exclusive and off(start, row) != (0, False):
            yield _applied(start, row), False


def off(tally: Tally, row: FullReduction) -> tuple[int, bool]:
    """What a reduction gives at this point: fen off, and whether shipping is free."""
    spent = tally.sum_in(row.scope)
    step = _step_reached(row, spent)
    if step is None:
        return 0, False
    amount = step.off_amount * _times(row, step, spent)
    return amount if row.cap_amount is None else min(amount, row.cap_amount), step.free_shipping


def why_not(row: FullReduction, *, after_reductions: Tally) -> NotApplied:
    """Why a reduction that takes nothing off does not."""
    reason, missing = WhyNot.OUTDONE, 0
    if not after_reductions.covered(row.scope):
        reason = WhyNot.OTHER_GOODS
    elif off(after_reductions, row) == (0, False):
        reason = WhyNot.BELOW_THRESHOLD
        missing = max(0, row.steps[0].threshold_amount - after_reductions.sum_in(row.scope))
    elif _applied(after_reductions, row).payable_amount >= after_reductions.payable_amount:
        reason = WhyNot.NOTHING_LEFT
    return NotApplied(
        ReductionKind.FULL_REDUCTION, row.code, row.name, row.name_en, reason, missing
    )


def _together(start: Tally, rows: list[FullReduction]) -> Tally:
    """One after the other; of a stacking group the one that saves most when its turn comes.

    None that would make the basket dearer, by taking it below what ships free. Free shipping
    counts even where there is no fee yet: a coupon may bring one back.
    """
    groups: dict[tuple[str, str], list[FullReduction]] = defaultdict(list)
    for row in rows:
        groups[row.stacking_group, "" if row.stacking_group else row.code].append(row)
    tally = start
    for rivals in groups.values():
        ways = [*(_applied(tally, row) for row in rivals), tally]
        tally = min(ways, key=lambda way: way.payable_amount)
    return tally


def _applied(tally: Tally, row: FullReduction) -> Tally:
    amount, free_shipping = off(tally, row)
    reduction = replace(_blank(row, tally), threshold_amount=_threshold(tally, row))
    if amount:
        tally = tally.reduced(reduction, by=amount, over=tally.covered(row.scope))
    return tally.shipped_free(reduction) if free_shipping else tally


def _blank(row: FullReduction, tally: Tally) -> Reduction:
    return blank(
        ReductionKind.FULL_REDUCTION,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        bearer=row.bearer,
        lines=len(tally.lines),
    )


def _threshold(tally: Tally, row: FullReduction) -> int:
    """What had to be bought for what it gives: of one that repeats, so many times."""
    spent = tally.sum_in(row.scope)
    step = _step_reached(row, spent)
    return step.threshold_amount * _times(row, step, spent) if step else 0


def _times(row: FullReduction, step: ReductionStep, spent: int) -> int:
    return spent // step.threshold_amount if row.repeats and step.threshold_amount else 1


def _step_reached(row: FullReduction, spent: int) -> ReductionStep | None:
    if not spent:
        return None
    reached = [step for step in row.steps if spent >= step.threshold_amount]
    return reached[-1] if reached else None
