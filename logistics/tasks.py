"""The sweep of the warehouse's clock."""

from celery import shared_task

from core import clock
from logistics import selectors, services

BATCH = 500


@shared_task
def sweep_late_shipments() -> None:
    """Report parcels that should have left by now."""
    at = clock.now()
    while ids := selectors.late_to_ship(at=at, limit=BATCH):
        if not services.report_late_shipments(shipment_ids=ids, at=at):
            return


@shared_task
def apply_ship_by() -> None:
    """Reckon by when waiting parcels should leave, by what the rule says now."""
    at, ids = clock.now(), selectors.ids_in_the_house()
    for start in range(0, len(ids), BATCH):
        services.apply_ship_by(shipment_ids=ids[start : start + BATCH], at=at)
