from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from products.errors import NotReserved
from products.models import Reservation
from products.services.closing import ALL_OF, PARTS_OF, RELEASED, close_reservations, parts
from products.sourcing import Allocation


@atomic
def release_stock(*, references: Sequence[str], reason: str, actor: Actor, at: datetime) -> int:
    """Give back all that these orders still hold; return how many reservations were closed.

    One statement for one order or five hundred. A reservation that is closed
    already, by whomever, stays as it is.
    """
    return close_reservations(
        ALL_OF,
        {"references": list(references)},
        ending=RELEASED,
        reason=reason,
        actor=actor,
        at=at,
    )


@atomic
def release_lines(
    *, reference: str, lines: Mapping[int, int], reason: str, actor: Actor, at: datetime
) -> None:
    """Give back ``{line number: quantity}`` of what an order holds, all of it or nothing.

    Raises NotReserved when a line holds less than that.
    """
    held = Reservation.objects.open().locked().filter(reference=reference, line__in=lines)
    given_back = list(parts_to_release(lines, held.order_by("pk")))
    if sum(each.quantity for each in given_back) != sum(lines.values()):
        raise NotReserved(reference=reference)
    close_reservations(
        PARTS_OF,
        parts(reference, given_back),
        ending=RELEASED,
        reason=reason,
        actor=actor,
        at=at,
    )


def parts_to_release(lines: Mapping[int, int], held: Iterable[Reservation]) -> Iterator[Allocation]:
    """What goes first is not picked yet, and small: a parcel may fall away."""
    left = dict(lines)
    for reservation in sorted(held, key=lambda each: (each.is_picked, each.quantity, each.pk)):
        quantity = min(left[reservation.line], reservation.quantity)
        if quantity:
            left[reservation.line] -= quantity
            yield Allocation(reservation.line, reservation.stock_item_id, quantity)
