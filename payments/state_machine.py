"""The one door for the states of top-ups, attempts, tenders, provider payments, refund legs."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet

from payments.lifecycle import (
    ATTEMPT_MOVES,
    DISPOSITION_MOVES,
    LEG_MOVES,
    TENDER_MOVES,
    TOP_UP_MOVES,
    Moves,
)
from payments.models import Attempt, ProviderPayment, RefundLeg, Tender, TopUp

_TABLES: dict[type[Model], tuple[str, Moves]] = {
    TopUp: ("status", TOP_UP_MOVES),
    Attempt: ("status", ATTEMPT_MOVES),
    Tender: ("status", TENDER_MOVES),
    ProviderPayment: ("disposition", DISPOSITION_MOVES),
    RefundLeg: ("status", LEG_MOVES),
}


def move(row: Model, to: str, **columns: Any) -> None:
    """Move a row to another state, with what else changes of it. Callers hold the lock of the
    order or top-up.

    Raises RuntimeError for a move that the table does not have: callers look before they move.
    """
    field = _require_move(row, to)
    for name, value in {field: to, **columns}.items():
        setattr(row, name, value)
    row.save(update_fields=[field, *columns])


def move_all(rows: Sequence[Model], to: str, **columns: Any) -> None:
    """Move rows of one table in one statement. Callers hold the locks of all."""
    if rows:
        (field,) = {_require_move(row, to) for row in rows}
        moved: QuerySet[Model] = QuerySet(type(rows[0])).filter(pk__in=[row.pk for row in rows])
        moved.update(**{field: to, **columns})


def _require_move(row: Model, to: str) -> str:
    """The name of the column that may go there."""
    field, moves = _TABLES[type(row)]
    source = getattr(row, field)
    if to not in moves.get(source, ()):
        raise RuntimeError(f"{row._meta.model_name} {row.pk} may not go from {source} to {to}")
    return field
