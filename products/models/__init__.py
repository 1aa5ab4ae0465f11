from products.models.catalogue import Category, Product, ProductKind, Sku
from products.models.freight import FreightRate, FreightTemplate
from products.models.stock import (
    MovementKind,
    Reservation,
    ReservationStatus,
    StockItem,
    StockMovement,
    Warehouse,
    WarehouseKind,
)

__all__ = [
    "Category",
    "FreightRate",
    "FreightTemplate",
    "MovementKind",
    "Product",
    "ProductKind",
    "Reservation",
    "ReservationStatus",
    "Sku",
    "StockItem",
    "StockMovement",
    "Warehouse",
    "WarehouseKind",
]
