"""How much of what stands where: chance, but the same on every machine."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from core.actor import Actor
from core.db import atomic
from demo.shop.places import STORES, WAREHOUSES
from products.models import Sku, StockItem, Warehouse
from products.services import receive_stock

_LOADER = Actor.rule("load_demo")

# A shop in which nothing runs short shows nothing: pieces per warehouse, East, South, North.
SCARCE = {
    "TEA-POT-2": (1, 0, 0),
    "ELE-WCH-2": (0, 0, 0),
    "CLO-CSH-2": (2, 1, 2),
    "HOM-CND-3": (3, 0, 0),
    "FOD-PST-2": (0, 4, 0),
    "CAR-BER-2": (0, 0, 2),
}


@atomic
def load_stock(at: datetime) -> None:
    """Receive the opening stock of every SKU where it has no stock item yet."""
    codes = [each.code for each in (*WAREHOUSES, *STORES)]
    warehouses = {each.code: each for each in Warehouse.objects.filter(code__in=codes)}
    known = set(StockItem.objects.values_list("sku_id", "warehouse_id"))
    for sku in Sku.objects.order_by("code"):
        for warehouse_code, quantity in _opening(sku):
            warehouse = warehouses[warehouse_code]
            if quantity and (sku.pk, warehouse.pk) not in known:
                receive_stock(
                    sku_id=sku.pk,
                    warehouse_id=warehouse.pk,
                    quantity=quantity,
                    reason="opening stock",
                    actor=_LOADER,
                    at=at,
                )


def _opening(sku: Sku) -> Iterator[tuple[str, int]]:
    """(warehouse code, pieces). Dear things are fewer; not every store has everything."""
    chance = Random(sku.code)
    plenty = 240 if sku.list_price_amount < 10_000 else 120
    shares = [chance.uniform(0.5, 1), chance.uniform(0.3, 0.8), chance.uniform(0.2, 0.6)]
    pieces = SCARCE.get(sku.code) or [round(plenty * share) for share in shares]
    for warehouse, quantity in zip(WAREHOUSES, pieces, strict=True):
        yield warehouse.code, quantity
    for store in STORES:
        yield store.code, chance.choice((0, 0, 6, 8, 12, 16))
