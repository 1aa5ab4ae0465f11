"""What the tests look at: states, contents, the log, and whether all laws hold."""

from core.laws import verdicts
from logistics.models import Shipment, ShipmentEvent, ShipmentLine, TrackingNumber


def status_of(shipment: Shipment) -> str:
    return Shipment.objects.values_list("status", flat=True).get(pk=shipment.pk)


def contents(shipment: Shipment) -> dict[int, int]:
    """Line number -> pieces."""
    lines = ShipmentLine.objects.filter(shipment=shipment)
    return dict(lines.values_list("order_line__number", "quantity"))


def log_of(shipment: Shipment) -> list[tuple[int, str, str, str]]:
    """(version, name, source, target) in order."""
    events = ShipmentEvent.objects.filter(shipment=shipment).order_by("version")
    return list(events.values_list("version", "name", "source", "target"))


def labels(shipment: Shipment) -> list[tuple[str, str]]:
    """(courier, tracking number) in the order they were given."""
    numbers = TrackingNumber.objects.filter(shipment=shipment).order_by("pk")
    return list(numbers.values_list("courier__code", "number"))


def broken_laws() -> list[str]:
    """The laws of parcels, and of the orders and the stock that they move."""
    return [
        f"{verdict.app}: {verdict.law.name}: {row}"
        for verdict in verdicts()
        if verdict.app in ("products", "orders", "logistics")
        for row in verdict.broken
    ]
