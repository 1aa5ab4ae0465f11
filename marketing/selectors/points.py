"""How points pay, as the rules stand now."""

from marketing.pricing import PointsRule
from marketing.rules import POINTS_MAX_PERCENT, POINTS_PER_YUAN, POINTS_STEP


def worth_of(points: int) -> int:
    """What points are worth, in fen, whether or not they pay."""
    return PointsRule(per_yuan=POINTS_PER_YUAN.value).worth(points)


def points_rule() -> PointsRule | None:
    """None where points do not pay."""
    if not POINTS_MAX_PERCENT.value:
        return None
    return PointsRule(
        per_yuan=POINTS_PER_YUAN.value,
        max_percent=POINTS_MAX_PERCENT.value,
        step=POINTS_STEP.value,
    )
