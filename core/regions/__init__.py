"""Province, city, district: the divisions of China, by their 6-digit codes.

``divisions.csv`` beside this file is read once per process; ``README.md`` names its source.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DIVISIONS = Path(__file__).with_name("divisions.csv")

# Cities that exist only on paper: they group the districts of a municipality, or the counties
# that answer to a province. Nobody writes them into an address.
_PAPER_CITIES = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


@dataclass(frozen=True, slots=True)
class Region:
    """One division. ``path_names`` leads to it as people write it: 广东省, 深圳市, 南山区."""

    code: str
    name: str
    path_names: tuple[str, ...]
    is_district: bool  # an address may name it: nothing lies below

    @property
    def province_code(self) -> str:
        return f"{self.code[:2]}0000"

    @property
    def city_code(self) -> str:
        """The code of the city it is or lies in; "" for a province."""
        return "" if self.code == self.province_code else f"{self.code[:4]}00"

    @property
    def parent_code(self) -> str:
        """The code of the division above; "" for a province."""
        return self.province_code if self.code == self.city_code else self.city_code

    def __str__(self) -> str:
        return "".join(self.path_names)


def region(code: str) -> Region:
    """The division of that code. KeyError where there is none."""
    return _regions()[code]


def is_district(code: str) -> bool:
    """Whether an address may name it: a district, or a city that has none (Dongguan)."""
    found = _regions().get(code)
    return found is not None and found.is_district


def children(parent_code: str = "") -> list[Region]:
    """What an address picker offers below a division, by code; the provinces below ""."""
    return list(_children().get(parent_code, ()))


def search(text: str, *, limit: int = 20) -> list[Region]:
    """Districts whose written path contains the text: "南山", "深圳市南山"."""
    text = text.replace(" ", "")
    found = (each for each in _regions().values() if each.is_district and text in str(each))
    return [each for each, _n in zip(found, range(limit), strict=False)] if text else []


@cache
def _regions() -> Mapping[str, Region]:
    with _DIVISIONS.open(encoding="utf-8", newline="") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    cities_with_districts = {code[:4] for code in names if not code.endswith("00")}
    return {
        code: Region(
            code=code,
            name=name,
            path_names=_path_names(code, names),
            is_district=not code.endswith("0000")
            and (not code.endswith("00") or code[:4] not in cities_with_districts),
        )
        for code, name in names.items()
    }


@cache
def _children() -> Mapping[str, list[Region]]:
    below: dict[str, list[Region]] = defaultdict(list)
    for each in _regions().values():
        below[each.parent_code].append(each)
    return below


def _path_names(code: str, names: Mapping[str, str]) -> tuple[str, ...]:
    path = dict.fromkeys([f"{code[:2]}0000", f"{code[:4]}00", code])
    return tuple(names[each] for each in path if names[each] not in _PAPER_CITIES)
