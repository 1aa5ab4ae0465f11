from core.db import atomic
from logistics.known_couriers import KNOWN_COURIERS
from logistics.models import Courier


@atomic
def add_known_couriers() -> None:
    """Add the couriers that every shop starts with; those it has stay as staff left them."""
    Courier.objects.bulk_create(
        (
            Courier(
                code=known.code,
                name=known.name,
                name_en=known.name_en,
                is_common=known.is_common,
            )
            for known in KNOWN_COURIERS
        ),
        ignore_conflicts=True,
    )
