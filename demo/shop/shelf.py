"""How the demo shop's goods are written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from demo.shop.pictures import Palette

Words = tuple[str, str]  # Chinese, English

STANDARD, BULKY = "普通快递", "大件配送"


@dataclass(frozen=True, slots=True)
class Variant:
    """One SKU: its attributes as (name, value) pairs of words, price in fen, weight in grams."""

    attributes: tuple[tuple[Words, Words], ...]
    price: int
    grams: int


@dataclass(frozen=True, slots=True)
class Good:
    code: str
    name: Words
    about: Words
    motif: str
    variants: tuple[Variant, ...]
    freight: str = STANDARD

    @property
    def slug(self) -> str:
        plain = "".join(each if each.isalnum() else " " for each in self.name[1].lower())
        return "-".join(plain.split())

    @property
    def image(self) -> str:
        return f"/demo/pictures/{self.slug}.svg"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with what stands in it. ``prefix`` begins the codes of its SKUs."""

    slug: str
    prefix: str
    name: Words
    palettes: tuple[Palette, ...]
    goods: tuple[Good, ...]

    def sku_codes(self, good: Good) -> Iterator[tuple[str, Variant]]:
        """("TEA-LJ-1", variant) of each."""
        for number, variant in enumerate(good.variants, start=1):
            yield f"{self.prefix}-{good.code}-{number}", variant

    def palette(self, good: Good) -> Palette:
        return self.palettes[self.goods.index(good) % len(self.palettes)]


def each(name: Words, *values: tuple[str, str, int, int]) -> tuple[Variant, ...]:
    """SKUs that differ in one attribute: (Chinese, English, fen, grams) of each."""
    return tuple(
        Variant(((name, (chinese, english)),), price, grams)
        for chinese, english, price, grams in values
    )


def grid(
    first: tuple[Words, Sequence[Words]],
    second: tuple[Words, Sequence[Words]],
    *,
    price: int,
    grams: int,
) -> tuple[Variant, ...]:
    """SKUs of every combination of two attributes, at one price."""
    pairs = product(first[1], second[1])
    return tuple(
        Variant(((first[0], one), (second[0], other)), price, grams) for one, other in pairs
    )


PACK: Words = ("规格", "Pack")
COLOUR: Words = ("颜色", "Colour")
SIZE: Words = ("尺码", "Size")
MODEL: Words = ("型号", "Model")
FLAVOUR: Words = ("口味", "Flavour")
SCENT: Words = ("香型", "Scent")
