"""What orders earned, and what refunds of them would find gone."""

from collections.abc import Mapping, Sequence

from members.models import Earning
from members.rules import POINTS_DEBT
from members.selectors.assets import points as points_of


def earnings_of(member_id: int, reference: str) -> list[Earning]:
    """Of each line of an order, with what was taken back of it."""
    earned = Earning.objects.filter(member_id=member_id, reference=reference).order_by("line")
    return list(earned.prefetch_related("taken_back"))


def uncovered_points(*, member_id: int, reference: str, lines: Mapping[int, int]) -> dict[int, int]:
    """The points, by line, that ``take_back`` of these refunded fen would not find any more: they
    are spent, and may not become a debt."""
    if POINTS_DEBT.value:
        return {}
    earned = [each for each in earnings_of(member_id, reference) if lines.get(each.line, 0) > 0]
    due = [each.share_of(lines[each.line])["points"] for each in earned]
    gone = max(sum(due) - max(points_of(member_id).available, 0), 0)
    numbers = (each.line for each in earned)
    return {line: part for line, part in zip(numbers, fill(due, gone), strict=True) if part}


def fill(rooms: Sequence[int], total: int) -> list[int]:
    """``total`` over the rooms, the first ones first."""
    parts = []
    for room in rooms:
        parts.append(min(total, room))
        total -= parts[-1]
    return parts
