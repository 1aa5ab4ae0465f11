"""The one door for a parcel's status."""

from datetime import datetime
from typing import Any

from core import tracing
from core.actor import Actor
from logistics.lifecycle import Transition
from logistics.models import Shipment, ShipmentEvent
from logistics.selectors import move_refusal


def move(
    shipment: Shipment,
    transition: Transition,
    *,
    actor: Actor,
    at: datetime,
    happened_at: datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Change a parcel's status: the one place that moves, saves and logs.

    ``happened_at`` is stamped where it was before ``at``: a courier tells of it later.
    Callers hold its locks (``selectors.locked_shipment``) and an open transaction.
    Raises ShipmentTransitionRefused, naming the state and what is allowed from it.
    """
    if refused := move_refusal(shipment, transition):
        raise refused
    source = shipment.status
    getattr(shipment, transition.name)()
    shipment.version += 1
    stamps = [transition.stamps] if transition.stamps else []
    for column in stamps:
        setattr(shipment, column, happened_at or at)
    shipment.save(update_fields=["status", "version", *stamps])
    _log(shipment, transition.name, source, actor=actor, at=at, facts=facts)


def log_birth(shipment: Shipment, *, actor: Actor, at: datetime) -> None:
    """The first row of a parcel's log, without which the database refuses the parcel."""
    _log(shipment, "plan", "", actor=actor, at=at, facts=None)


def log_change(
    shipment: Shipment, name: str, *, actor: Actor, at: datetime, facts: dict[str, Any]
) -> None:
    """Something about a parcel changed, and its state did not: goods taken out, trouble."""
    shipment.version += 1
    shipment.save(update_fields=["version"])
    _log(shipment, name, shipment.status, actor=actor, at=at, facts=facts)


def _log(
    shipment: Shipment,
    name: str,
    source: str,
    *,
    actor: Actor,
    at: datetime,
    facts: dict[str, Any] | None,
) -> None:
    ShipmentEvent.objects.create(
        shipment=shipment,
        version=shipment.version,
        name=name,
        source=source,
        target=shipment.status,
        actor=str(actor),
        cause=tracing.cause(),
        facts=facts or {},
        at=at,
    )
