"""How points pay, as the rules stand now."""

from marketing.pricing import PointsRule
from marketing.rules import POINTS_MAX_PERCENT, POINTS_PER_YUAN, POINTS_STEP


def points_rule() -> PointsRule | None:
    """None where points do not pay."""
    if not POINTS_MAX_PERCENT.value:
        return None
    return PointsRule(
        per_yuan=POINTS_PER_YUAN.value,
        max_percent=POINTS_MAX_PERCENT.value,
        step=POINTS_STEP.value,
    )
