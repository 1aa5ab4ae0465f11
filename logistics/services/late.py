from collections.abc import Sequence
from datetime import datetime

from core.db import atomic
from core.incidents import raise_incident
from logistics import rules
from logistics.models import Shipment


@atomic
def report_late_shipments(*, shipment_ids: Sequence[int], at: datetime) -> list[int]:
    """Raise the incident of parcels that should have left, once each. Returns those reported.

    One that somebody is shipping at this moment is left to them.
    """
    late = (
        Shipment.objects.locked(skip=True)
        .undispatched()
        .filter(pk__in=shipment_ids, late_at=None)
        .select_related("warehouse")
        .order_by("pk")
    )
    for shipment in late:
        raise_incident(
            rules.LATE_TO_SHIP,
            rules.incident_subject(shipment.number),
            facts={"ship_by": shipment.ship_by, "warehouse": shipment.warehouse.code},
            at=at,
        )
    reported = [shipment.pk for shipment in late]
    Shipment.objects.filter(pk__in=reported).update(late_at=at)
    return reported
