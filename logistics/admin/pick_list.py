"""What to take from the shelves for some parcels: by warehouse, by SKU, and parcel by parcel."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.spoken import spoken
from logistics import selectors
from logistics.models import Shipment, ShipmentLine


@dataclass(slots=True)
class ShelfRow:
    """Pieces of one SKU for all the parcels, beside what the books say stands on the shelf."""

    sku_code: str
    name: str
    attributes: str
    on_hand: int
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class ParcelRow:
    sku_code: str
    name: str
    attributes: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    shipment: Shipment
    rows: list[ParcelRow]


@dataclass(slots=True)
class WarehouseList:
    """One sheet: the round through a warehouse, then the parcels to sort it into."""

    name: str
    shelf: dict[str, ShelfRow] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)

    @property
    def shelf_rows(self) -> list[ShelfRow]:
        return [self.shelf[code] for code in sorted(self.shelf)]

    @property
    def pieces(self) -> int:
        return sum(row.quantity for row in self.shelf.values())


@dataclass(frozen=True, slots=True)
class PickList:
    """``left_out`` are parcels whose goods must stay on the shelf, each with why."""

    warehouses: list[WarehouseList]
    left_out: list[tuple[Shipment, str]]


def pick_list(shipments: Iterable[Shipment]) -> PickList:
    """The sheets for parcels that come with contents, stock items, warehouse and blocks."""
    sheets: dict[int, WarehouseList] = {}
    left_out = []
    for shipment in shipments:
        if refused := selectors.shipping_refusal(shipment):
            left_out.append((shipment, refused.detail))
            continue
        name = shipment.warehouse.spoken_name
        sheet = sheets.setdefault(shipment.warehouse_id, WarehouseList(name))
        sheet.parcels.append(Parcel(shipment, [_row(line) for line in shipment.lines.all()]))
        for line in shipment.lines.all():
            _take(sheet, line)
    by_name = sorted(sheets.values(), key=lambda sheet: sheet.name)
    return PickList(by_name, left_out)


def _row(line: ShipmentLine) -> ParcelRow:
    goods = line.order_line
    attributes = (spoken(each["value"], each.get("value_en", "")) for each in goods.attributes)
    return ParcelRow(
        goods.sku_code, spoken(goods.name, goods.name_en), " · ".join(attributes), line.quantity
    )


def _take(sheet: WarehouseList, line: ShipmentLine) -> None:
    row = _row(line)
    shelf = sheet.shelf.setdefault(
        row.sku_code,
        ShelfRow(row.sku_code, row.name, row.attributes, line.stock_item.on_hand),
    )
    shelf.quantity += line.quantity
