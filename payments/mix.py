"""How methods share what is due: points, then stored value, then balance, a provider for the rest.

Pure arithmetic: the same shares for the preview and for the payment itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketing.pricing import PointsRule
from payments.errors import PaymentInsufficient

POINTS = "points"
# Whatever the shopper names first; also the order in which a member's accounts are locked.
INTERNAL_ORDER = (POINTS, "stored_value", "balance")


@dataclass(frozen=True, slots=True)
class Due:
    """``points`` are a price of their own; of ``amount``, points may pay ``points_cap_amount``."""

    amount: int
    points: int = 0
    points_cap_amount: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What one method pays: ``amount`` in fen, and the ``points`` that go for it."""

    method: str
    amount: int
    points: int = 0

    @property
    def held(self) -> int:
        """How much it takes of the member's account, in that account's unit."""
        return self.points if self.method == POINTS else self.amount


def split(
    due: Due,
    *,
    methods: Sequence[str],
    purse: Mapping[str, int],
    rule: PointsRule | None,
    points: int | None = None,
    providers: Sequence[str] = (),
) -> list[Share]:
    """The shares of the methods named; one that has nothing to pay has none.

    ``purse`` is what the member can spend of each internal method, in its unit; any other method
    is a provider's, which takes the rest. ``points``: no more of them than that, where fewer than
    all are to pay a part of the amount. ``providers``: what else would take a rest.

    Raises PaymentInsufficient where those named do not cover what is due.
    """
    shares = []
    left = due.amount
    spent = _points(due, wanted=POINTS in methods, purse=purse, rule=rule, points=points)
    if spent.points:
        shares.append(spent)
        left -= spent.amount
    for method in INTERNAL_ORDER[1:]:
        amount = min(left, max(purse.get(method, 0), 0)) if method in methods else 0
        if amount:
            shares.append(Share(method, amount))
            left -= amount
    external = next((method for method in methods if method not in INTERNAL_ORDER), None)
    if left and external:
        shares.append(Share(external, left))
        left = 0
    missing_points = due.points if due.points > spent.points else 0
    if left or missing_points:
        raise PaymentInsufficient(
            missing_amount=left,
            missing_points=missing_points,
            sufficient=_sufficient(left, missing_points, methods, purse, providers),
        )
    return shares


def usable_points(cap_amount: int, *, available: int, rule: PointsRule | None) -> int:
    """How many points may pay of an amount of which ``cap_amount`` is open to them: whole steps."""
    if rule is None or cap_amount <= 0:
        return 0
    # Of whole points, the most that are not worth more than the cap; then the fewest of that worth.
    within_cap = -(-(cap_amount + 1) * rule.per_yuan // 100) - 1
    most = min(within_cap, max(available, 0))
    needed = rule.needed(rule.worth(most - most % rule.step))
    return -(-needed // rule.step) * rule.step


def _points(
    due: Due,
    *,
    wanted: bool,
    purse: Mapping[str, int],
    rule: PointsRule | None,
    points: int | None,
) -> Share:
    """A price in points takes them all or none; else they pay of the amount what they may."""
    available = purse.get(POINTS, 0) if wanted else 0
    if due.points:
        return Share(POINTS, 0, due.points if available >= due.points else 0)
    limit = available if points is None else min(available, points)
    cap_amount = min(due.points_cap_amount, due.amount)
    used = usable_points(cap_amount, available=limit, rule=rule)
    return Share(POINTS, rule.worth(used) if rule else 0, used)


def _sufficient(
    left: int,
    missing_points: int,
    methods: Sequence[str],
    purse: Mapping[str, int],
    providers: Sequence[str],
) -> list[str]:
    """Of the methods not named, each that would be enough beside them."""
    if missing_points:
        would_do = purse.get(POINTS, 0) >= missing_points and POINTS not in methods and not left
        return [POINTS] if would_do else []
    own = [m for m in INTERNAL_ORDER[1:] if m not in methods and purse.get(m, 0) >= left]
    return [*own, *(code for code in providers if code not in methods)]
