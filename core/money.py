"""Money is an integer in the currency's minor unit. This is the one place that splits it."""

from collections.abc import Sequence


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` minor units in proportion to ``weights``; the parts sum to ``total``.

    Largest-remainder method. Ties go to the earlier part, so the same input
    always splits the same way. A negative total splits as its absolute value
    does. All-zero weights with a non-zero total, and negative weights, raise
    ValueError.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError(f"weights must not be negative: {list(weights)}")
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError(f"nothing to split {total} over: every weight is zero")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index)
    )
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def allocate_within(total: int, *, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Split ``total`` as ``allocate`` does, no part above its cap; what a cap cuts off goes to the
    others. Weights decide among parts with room; where they are all zero, the room itself does.

    ValueError where the caps sum to less than ``total``, and for a negative total.
    """
    if total < 0 or total > sum(caps):
        raise ValueError(f"{total} does not fit into {list(caps)}")
    parts = [0] * len(caps)
    while left := total - sum(parts):
        room = [cap - part for cap, part in zip(caps, parts, strict=True)]
        open_weights = [weight if free else 0 for weight, free in zip(weights, room, strict=True)]
        shares = allocate(left, open_weights if any(open_weights) else room)
        parts = [part + min(*pair) for part, *pair in zip(parts, shares, room, strict=True)]
    return parts


def format_amount(amount: int) -> str:
    """``12345`` -> ``"¥123.45"``: for people. Wire and database carry the integer."""
    sign = "-" if amount < 0 else ""
    yuan, fen = divmod(abs(amount), 100)
    return f"{sign}¥{yuan:,}.{fen:02d}"
