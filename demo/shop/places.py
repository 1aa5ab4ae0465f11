"""Where the demo shop keeps its goods, and what it takes to send them."""

from demo.shop.shelf import BULKY, STANDARD
from products.models import FreightRate, FreightTemplate, Warehouse, WarehouseKind

_EAST = ("310000", "320000", "330000", "340000", "350000", "360000")
_SOUTH = (
    *("440000", "450000", "460000", "430000", "420000"),
    *("500000", "510000", "520000", "530000", "540000"),
)
_NORTH = (
    *("110000", "120000", "130000", "140000", "150000", "210000", "220000", "230000"),
    *("370000", "410000", "610000", "620000", "630000", "640000", "650000"),
)
_REMOTE = ("150000", "540000", "620000", "630000", "640000", "650000")
_MAINLAND = sorted({*_EAST, *_SOUTH, *_NORTH} - set(_REMOTE))

WAREHOUSES = (
    Warehouse(
        code="WH-EAST",
        name="华东仓（上海）",
        name_en="East (Shanghai)",
        region_code="310118",
        address="上海市青浦区华新镇华志路 1685 号",
        priority=10,
        serves_regions=list(_EAST),
    ),
    Warehouse(
        code="WH-SOUTH",
        name="华南仓（广州）",
        name_en="South (Guangzhou)",
        region_code="440111",
        address="广州市白云区太和镇大源北路 88 号",
        priority=20,
        serves_regions=list(_SOUTH),
    ),
    Warehouse(
        code="WH-NORTH",
        name="华北仓（北京）",
        name_en="North (Beijing)",
        region_code="110115",
        address="北京市大兴区京南物流园 12 号",
        priority=30,
        serves_regions=list(_NORTH),
    ),
)
STORES = (
    Warehouse(
        code="ST-SHANGHAI",
        kind=WarehouseKind.STORE,
        name="上海静安店",
        name_en="Shanghai Jing'an Store",
        region_code="310106",
        address="上海市静安区南京西路 1618 号 B1",
    ),
    Warehouse(
        code="ST-GUANGZHOU",
        kind=WarehouseKind.STORE,
        name="广州天河店",
        name_en="Guangzhou Tianhe Store",
        region_code="440106",
        address="广州市天河区天河路 208 号 3 楼",
    ),
    Warehouse(
        code="ST-BEIJING",
        kind=WarehouseKind.STORE,
        name="北京朝阳店",
        name_en="Beijing Chaoyang Store",
        region_code="110105",
        address="北京市朝阳区建国路 87 号 2 层",
    ),
)


def load_places() -> None:
    """Warehouses, stores and freight templates, as far as they are missing."""
    Warehouse.objects.bulk_create((*WAREHOUSES, *STORES), ignore_conflicts=True)
    # Hong Kong, Macau and Taiwan stand in no rate: the shop does not ship there.
    _load_tariff(
        STANDARD,
        first=(1000, 800, 1000, 200, 9900),
        remote=(1000, 2000, 1000, 1200, None),
    )
    _load_tariff(
        BULKY,
        first=(3000, 1800, 1000, 300, 39900),
        remote=(3000, 6000, 1000, 1500, None),
    )


_Tariff = tuple[int, int, int, int, int | None]


def _load_tariff(name: str, *, first: _Tariff, remote: _Tariff) -> None:
    """(first grams, fen, further grams, fen, free from fen) for the mainland and far regions."""
    template, is_new = FreightTemplate.objects.get_or_create(name=name)
    if is_new:
        _rate(template, _MAINLAND, *first).save()
        _rate(template, list(_REMOTE), *remote).save()


def _rate(
    template: FreightTemplate,
    regions: list[str],
    first_grams: int,
    first_fee: int,
    extra_grams: int,
    extra_fee: int,
    free_over: int | None,
) -> FreightRate:
    return FreightRate(
        template=template,
        region_codes=regions,
        first_weight_grams=first_grams,
        first_fee_amount=first_fee,
        extra_weight_grams=extra_grams,
        extra_fee_amount=extra_fee,
        free_over_amount=free_over,
    )
