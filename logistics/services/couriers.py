from dataclasses import asdict

from core.db import atomic
from logistics.known_couriers import known_couriers
from logistics.models import Courier


@atomic
def add_known_couriers() -> None:
    """Add the couriers that every shop starts with; those it has stay as staff left them."""
    Courier.objects.bulk_create(
        (Courier(**asdict(known)) for known in known_couriers()), ignore_conflicts=True
    )
