"""What the tests look at: a stock item's counters, and whether the laws of stock hold."""

from django.db import connection

from products.laws import LAWS
from products.models import StockItem, StockMovement


def counters(item: StockItem) -> tuple[int, int]:
    """(on hand, reserved), as the database has them now."""
    return StockItem.objects.values_list("on_hand", "reserved").get(pk=item.pk)


def movements(item: StockItem) -> list[tuple[str, int, int]]:
    """(kind, on hand delta, reserved delta) in order."""
    rows = StockMovement.objects.filter(stock_item=item).order_by("pk")
    return list(rows.values_list("kind", "on_hand_delta", "reserved_delta"))


def broken_laws() -> list[str]:
    broken = []
    for law in LAWS:
        with connection.cursor() as cursor:
            cursor.execute(law.sql)
            broken += [f"{law.name}: {row}" for row in cursor.fetchall()]
    return broken
