"""The running account of a basket while one step after the other is applied to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from core.money import allocate_within
from marketing.pricing.basket import BasketLine, Bearer, Scope
from marketing.pricing.quote import QuotedLine, Reduction, ReductionKind

Fee = Callable[[Sequence[int]], int]


@dataclass(frozen=True, slots=True)
class Tally:
    """Immutable: a step gives a new one, so that combinations are tried without being undone.

    ``left``: what each line still costs; ``floors``: what it may not be taken below.
    """

    basket: tuple[BasketLine, ...]
    lines: tuple[QuotedLine, ...]
    left: tuple[int, ...]
    floors: tuple[int, ...]
    fee: Fee
    reductions: tuple[Reduction, ...] = ()
    free_shipping: Reduction | None = None

    def sum_in(self, scope: Scope) -> int:
        return sum(self.left[index] for index in self.covered(scope))

    def covered(self, scope: Scope) -> list[int]:
        return [index for index, line in enumerate(self.basket) if scope.covers(line)]

    def reduced(self, reduction: Reduction, *, by: int, over: Iterable[int]) -> "Tally":
        """Take ``by`` off the lines ``over``, spread by what they cost, none below its floor."""
        lines = list(over)
        room = [self.left[index] - self.floors[index] for index in lines]
        parts = allocate_within(
            min(by, sum(room)), weights=[self.left[index] for index in lines], caps=room
        )
        shares = [0] * len(self.lines)
        for index, part in zip(lines, parts, strict=True):
            shares[index] = part
        return replace(
            self,
            left=tuple(left - share for left, share in zip(self.left, shares, strict=True)),
            reductions=(*self.reductions, replace(reduction, shares=tuple(shares))),
        )

    def shipped_free(self, reduction: Reduction) -> "Tally":
        """The fee is known only in the end: the first that waives it will have waived it."""
        return self if self.free_shipping else replace(self, free_shipping=reduction)

    @property
    def shipping_amount(self) -> int:
        return self.fee(self.left)

    @property
    def payable_amount(self) -> int:
        return sum(self.left) + (0 if self.free_shipping else self.shipping_amount)

    def settled_reductions(self) -> tuple[Reduction, ...]:
        """Those that take something off, the waived fee among them."""
        rows = [*self.reductions]
        if self.free_shipping and self.shipping_amount:
            code = self.free_shipping.code
            waived = next((row for row in rows if row.code == code), None)
            if waived is not None:
                rows[rows.index(waived)] = replace(waived, shipping_amount=self.shipping_amount)
            else:
                rows.append(replace(self.free_shipping, shipping_amount=self.shipping_amount))
        return tuple(row for row in rows if row.amount)

    def settled_lines(self) -> tuple[QuotedLine, ...]:
        return tuple(
            replace(line, discount_amount=line.amount - left)
            for line, left in zip(self.lines, self.left, strict=True)
        )


def blank(
    kind: ReductionKind,
    *,
    code: str,
    name: str,
    name_en: str,
    bearer: Bearer,
    lines: int,
    threshold_amount: int = 0,
) -> Reduction:
    """A reduction that has not taken anything yet."""
    shares = (0,) * lines
    return Reduction(kind, code, name, name_en, bearer, shares, threshold_amount=threshold_amount)
