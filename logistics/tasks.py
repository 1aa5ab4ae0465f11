"""The sweeps of parcels: the warehouse's clock, and the trails of those on their way."""

import logging
from collections.abc import Callable, Sequence

from celery import shared_task

from core import clock
from logistics import selectors, services
from logistics.rules import TRACKING_QUERIES

logger = logging.getLogger(__name__)

BATCH = 500
FOLLOW_EVERY = 30  # seconds; a test holds it to the beat


@shared_task
def sweep_late_shipments() -> None:
    """Report parcels that should have left by now."""
    at = clock.now()
    while ids := selectors.late_to_ship(at=at, limit=BATCH):
        if not services.report_late_shipments(shipment_ids=ids, at=at):
            return


@shared_task
def follow_parcels() -> None:
    """Subscribe to numbers, and ask after those that pushes may have been lost of.

    At most as many as the provider is to be asked in the time until the next run: what is
    left over is due still, the oldest first.
    """
    quota = TRACKING_QUERIES.value * FOLLOW_EVERY // 60
    for label_id in services.lease_steps(at=clock.now(), limit=quota):
        follow_number.delay(label_id)


@shared_task
def follow_number(label_id: int) -> None:
    services.take_step(label_id=label_id, at=clock.now())


@shared_task
def sweep_silent_shipments() -> None:
    """Report parcels that their courier has not collected, and those that went silent."""
    at = clock.now()
    _each(
        selectors.not_collected(at=at, limit=BATCH),
        lambda shipment_id: services.report_not_collected(shipment_id=shipment_id, at=at),
    )
    _each(
        selectors.gone_silent(at=at, limit=BATCH),
        lambda shipment_id: services.report_silence(shipment_id=shipment_id, at=at),
    )


def _each(ids: Sequence[int], report: Callable[[int], object]) -> None:
    """One by one: a parcel that somebody holds is left to the next run, and harms no other."""
    for shipment_id in ids:
        try:
            report(shipment_id)
        except Exception:
            logger.exception("parcel %d could not be reported", shipment_id)


@shared_task
def apply_ship_by() -> None:
    """Reckon by when waiting parcels should leave, by what the rule says now."""
    at, ids = clock.now(), selectors.ids_in_the_house()
    for start in range(0, len(ids), BATCH):
        services.apply_ship_by(shipment_ids=ids[start : start + BATCH], at=at)
