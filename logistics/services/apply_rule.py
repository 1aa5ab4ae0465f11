from collections.abc import Sequence
from datetime import datetime

from core.db import atomic
from core.incidents import resolve_incident
from logistics import rules
from logistics.models import Shipment


@atomic
def apply_ship_by(*, shipment_ids: Sequence[int], at: datetime) -> None:
    """Reckon anew, from when they were planned, by when waiting parcels should leave.

    One that was reported late, and by the new rule is not, has its incident closed. One that
    somebody is shipping at this moment is left to them.
    """
    waiting = Shipment.objects.locked(skip=True).undispatched().filter(pk__in=shipment_ids)
    for shipment in waiting.order_by("pk"):
        shipment.ship_by = shipment.ship_by_started_at + rules.SHIP_BY.duration
        if shipment.late_at and shipment.ship_by > at:
            shipment.late_at = None
            resolve_incident(
                rules.LATE_TO_SHIP,
                rules.incident_subject(shipment.number),
                resolution="rule changed",
                at=at,
            )
        shipment.save(update_fields=["ship_by", "late_at"])
