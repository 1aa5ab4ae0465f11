from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from products.errors import NotReserved
from products.services.closing import ISSUED, PARTS_OF, close_reservations, parts
from products.sourcing import Allocation


@atomic
def issue_stock(
    *, reference: str, allocations: Sequence[Allocation], actor: Actor, at: datetime
) -> None:
    """Let reserved goods go at dispatch: on hand and reserved both fall, all of it or nothing.

    ``allocations`` say how much of which stock item leaves for which line.
    Raises NotReserved when the order does not hold all of that.
    """
    which = parts(reference, allocations)
    issued = close_reservations(PARTS_OF, which, ending=ISSUED, reason="", actor=actor, at=at)
    if issued != len(which["lines"]):
        raise NotReserved(reference=reference)
