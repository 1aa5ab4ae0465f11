"""What a parcel's trail comes to: pure functions of the set of its scans.

Neither depends on the order in which the scans were told, nor on how often: pushes that are
repeated, late or shuffled end in the same state.
"""

from collections.abc import Collection
from datetime import datetime

from logistics.lifecycle import (
    DELIVER,
    MOVE_ON,
    RETURN,
    TAKE_OUT,
    TrackState,
    Transition,
    Trouble,
)

T = TrackState
Scanned = tuple[datetime, str]  # the courier's time, and a TrackState or ""

# From the most to the least that a parcel can have reached. It never goes back: a scan
# "on its way" after "delivered" is a late one, or the round before.
_REACHED: tuple[tuple[Transition, frozenset[str]], ...] = (
    (RETURN, frozenset({T.RETURNED})),
    (DELIVER, frozenset({T.DELIVERED})),
    (TAKE_OUT, frozenset({T.OUT_FOR_DELIVERY, T.READY_FOR_PICKUP})),
    (MOVE_ON, frozenset({T.COLLECTED, T.IN_TRANSIT, T.PROBLEM, T.REFUSED, T.RETURNING})),
)
_TROUBLES = {
    T.PROBLEM: Trouble.PROBLEM,
    T.WITHDRAWN: Trouble.PROBLEM,
    T.REFUSED: Trouble.REFUSED,
    T.RETURNING: Trouble.RETURNING,
    T.RETURNED: Trouble.RETURNED,
}
_ORDER = {str(state): place for place, state in enumerate(T)}


def reached(scans: Collection[Scanned]) -> tuple[Transition, datetime] | None:
    """The move that leads to the furthest state that any scan tells of, and when that was
    first so; None while nothing has moved."""
    for transition, states in _REACHED:
        if times := [said_at for said_at, state in scans if state in states]:
            return transition, min(times)
    return None


def trouble(scans: Collection[Scanned]) -> Trouble | None:
    """What the newest scan with a state says to be wrong. Of two in one second, the worse."""
    told = [(said_at, _ORDER[state], state) for said_at, state in scans if state]
    return _TROUBLES.get(T(max(told)[2])) if told else None
