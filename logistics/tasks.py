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
