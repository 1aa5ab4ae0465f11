"""The one door for the states of attempts, tenders, provider payments and refund legs."""

from typing import Any

from django.db.models import Model

from payments.lifecycle import ATTEMPT_MOVES, DISPOSITION_MOVES, LEG_MOVES, TENDER_MOVES, Moves
from payments.models import Attempt, ProviderPayment, RefundLeg, Tender

_TABLES: dict[type[Model], tuple[str, Moves]] = {
    Attempt: ("status", ATTEMPT_MOVES),
    Tender: ("status", TENDER_MOVES),
    ProviderPayment: ("disposition", DISPOSITION_MOVES),
    RefundLeg: ("status", LEG_MOVES),
}


def move(row: Model, to: str, **columns: Any) -> None:
    """Move a row to another state, with what else changes of it. Callers hold the order's lock.

    Raises RuntimeError for a move that the table does not have: callers look before they move.
    """
    field, moves = _TABLES[type(row)]
    source = getattr(row, field)
    if to not in moves.get(source, ()):
        raise RuntimeError(f"{row._meta.model_name} {row.pk} may not go from {source} to {to}")
    for name, value in {field: to, **columns}.items():
        setattr(row, name, value)
    row.save(update_fields=[field, *columns])
