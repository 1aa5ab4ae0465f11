"""Which warehouse sends what: pure, and the same input always gives the same plan.

Fewest parcels first, then nearest region, then priority. A line may be divided
between warehouses where none of the chosen ones has all of it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Every choice of up to so many warehouses is looked at; beyond that the fullest goes first.
_EXHAUSTIVE = 3


class Reason(TextChoices):
    """Why a plan is as it is; kept with the order."""

    ONLY = "only", _("the only warehouse that has everything")
    NEAREST = "nearest", _("everything from the nearest warehouse that has it")
    PRIORITY = "priority", _("everything from one warehouse; as near as others, but first in rank")
    SPLIT = "split", _("no warehouse has everything: as few parcels as possible")
    QUOTA = "quota", _("from the pieces that were kept for the sale")


@dataclass(frozen=True, slots=True)
class Demand:
    """``quantity`` pieces of a SKU for one line of an order (its number there, from 1)."""

    line: int
    sku_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Availability:
    """What one stock item can give. ``serves``: codes of the provinces nearest to its
    warehouse; ``priority``: small numbers first."""

    stock_item_id: int
    sku_id: int
    warehouse_id: int
    available: int
    serves: tuple[str, ...]
    priority: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """``quantity`` pieces of a stock item for one line."""

    line: int
    stock_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Plan:
    allocations: tuple[Allocation, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Shortage:
    """All warehouses together have too little: (sku_id, requested, available) per short SKU."""

    short: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Warehouse:
    id: int
    is_near: bool
    priority: int
    stock: Mapping[int, Availability]  # by sku_id

    @property
    def rank(self) -> tuple[bool, int, int]:
        return (not self.is_near, self.priority, self.id)

    def has(self, sku_id: int) -> int:
        return self.stock[sku_id].available if sku_id in self.stock else 0


def plan(
    demand: Sequence[Demand], availability: Iterable[Availability], destination: str
) -> Plan | Shortage:
    """Choose the warehouses and what each gives to each line.

    ``destination`` is the division code of the address. Demand is summed per
    SKU before it is checked: two lines of one SKU share its stock.
    """
    wanted: Counter[int] = Counter()
    for each in demand:
        wanted[each.sku_id] += each.quantity
    warehouses = _warehouses(availability, destination)
    if short := _short(wanted, warehouses):
        return Shortage(short)
    chosen = _choose(wanted, warehouses)
    return Plan(tuple(_allocate(demand, wanted, chosen)), _reason(wanted, chosen, warehouses))


def _warehouses(availability: Iterable[Availability], destination: str) -> list[_Warehouse]:
    """Those with any stock, best first."""
    province = f"{destination[:2]}0000"
    stock: dict[int, dict[int, Availability]] = defaultdict(dict)
    for each in availability:
        if each.available > 0:
            stock[each.warehouse_id][each.sku_id] = each
    found = []
    for warehouse_id, by_sku in stock.items():
        any_item = next(iter(by_sku.values()))
        is_near = province in any_item.serves
        found.append(_Warehouse(warehouse_id, is_near, any_item.priority, by_sku))
    return sorted(found, key=lambda warehouse: warehouse.rank)


def _short(
    wanted: Mapping[int, int], warehouses: Sequence[_Warehouse]
) -> tuple[tuple[int, int, int], ...]:
    left = {sku_id: sum(each.has(sku_id) for each in warehouses) for sku_id in wanted}
    return tuple(
        (sku_id, quantity, left[sku_id])
        for sku_id, quantity in sorted(wanted.items())
        if left[sku_id] < quantity
    )


def _covers(chosen: Sequence[_Warehouse], wanted: Mapping[int, int]) -> bool:
    return all(
        sum(each.has(sku_id) for each in chosen) >= quantity for sku_id, quantity in wanted.items()
    )


def _choose(wanted: Mapping[int, int], warehouses: Sequence[_Warehouse]) -> list[_Warehouse]:
    """The fewest that cover the demand, best first."""
    for size in range(1, min(_EXHAUSTIVE, len(warehouses)) + 1):
        covering = [each for each in combinations(warehouses, size) if _covers(each, wanted)]
        if covering:
            best = min(covering, key=lambda chosen: sorted(each.rank for each in chosen))
            return list(best)
    return _fullest_first(wanted, warehouses)


def _fullest_first(wanted: Mapping[int, int], warehouses: Sequence[_Warehouse]) -> list[_Warehouse]:
    missing, chosen, others = dict(wanted), [], list(warehouses)
    while any(missing.values()):
        best = max(
            others,
            key=lambda each: sum(min(each.has(sku), missing[sku]) for sku in missing),
        )
        others.remove(best)
        chosen.append(best)
        missing = {
            sku: quantity - min(best.has(sku), quantity) for sku, quantity in missing.items()
        }
    return sorted(chosen, key=lambda each: each.rank)


def _allocate(
    demand: Sequence[Demand], wanted: Mapping[int, int], chosen: Sequence[_Warehouse]
) -> Iterator[Allocation]:
    left = {
        (each.id, sku_id): item.available for each in chosen for sku_id, item in each.stock.items()
    }
    for line in sorted(demand, key=lambda each: each.line):
        # Whoever has the whole SKU goes first, so that no line is divided without need.
        givers = sorted(chosen, key=lambda each: each.has(line.sku_id) < wanted[line.sku_id])
        missing = line.quantity
        for giver in givers:
            given = min(missing, left.get((giver.id, line.sku_id), 0))
            if given:
                left[giver.id, line.sku_id] -= given
                missing -= given
                yield Allocation(line.line, giver.stock[line.sku_id].stock_item_id, given)


def _reason(
    wanted: Mapping[int, int], chosen: Sequence[_Warehouse], warehouses: Sequence[_Warehouse]
) -> Reason:
    if len(chosen) > 1:
        return Reason.SPLIT
    alternatives = [each for each in warehouses if _covers([each], wanted)]
    if len(alternatives) == 1:
        return Reason.ONLY
    as_near = [each for each in alternatives if each.is_near == chosen[0].is_near]
    return Reason.PRIORITY if len(as_near) > 1 else Reason.NEAREST
