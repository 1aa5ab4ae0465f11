"""The couriers that a new shop starts with: ``couriers.csv``, the common ones first.

Codes are Kuaidi100's; the README beside it says where they come from.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KnownCourier:
    """``number_pattern`` is a regular expression of the whole number, "" where none is known."""

    code: str
    name: str
    name_en: str
    phone: str
    is_common: bool
    number_pattern: str


@cache
def known_couriers() -> tuple[KnownCourier, ...]:
    with Path(__file__).with_name("couriers.csv").open(encoding="utf-8", newline="") as file:
        _header, *rows = csv.reader(file)
    return tuple(
        KnownCourier(code, name, name_en, phone, bool(is_common), number_pattern)
        for code, name, name_en, phone, is_common, number_pattern in rows
    )
