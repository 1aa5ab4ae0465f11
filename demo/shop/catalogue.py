"""Writes the shelves into the catalogue."""

from collections.abc import Iterator
from typing import Any

from core.db import atomic
from demo.shop.goods import SHELVES
from demo.shop.shelf import Good, Shelf, Variant, Words
from products.models import Category, FreightTemplate, Product, Sku


@atomic
def load_catalogue() -> None:
    """Categories, products and SKUs, as far as they are missing."""
    Category.objects.bulk_create(
        (
            Category(slug=shelf.slug, name=shelf.name[0], name_en=shelf.name[1], position=position)
            for position, shelf in enumerate(SHELVES, start=1)
        ),
        ignore_conflicts=True,
    )
    categories = Category.objects.in_bulk(field_name="slug")
    templates = FreightTemplate.objects.in_bulk(field_name="name")
    Product.objects.bulk_create(
        (
            _product(good, categories[shelf.slug], templates[good.freight])
            for shelf, good in _in_turn()
        ),
        ignore_conflicts=True,
    )
    products = Product.objects.in_bulk(field_name="slug")
    Sku.objects.bulk_create(
        (
            _sku(code, variant, products[good.slug])
            for shelf, good in _in_turn()
            for code, variant in shelf.sku_codes(good)
        ),
        ignore_conflicts=True,
    )


def _in_turn() -> Iterator[tuple[Shelf, Good]]:
    """One good of each shelf after the other: the newest page then shows a bit of everything."""
    for goods in zip(*(shelf.goods for shelf in SHELVES), strict=True):
        yield from zip(SHELVES, goods, strict=True)


def _product(good: Good, category: Category, template: FreightTemplate) -> Product:
    return Product(
        slug=good.slug,
        name=good.name[0],
        name_en=good.name[1],
        description=good.about[0],
        description_en=good.about[1],
        category=category,
        freight_template=template,
        image=good.image,
    )


def _sku(code: str, variant: Variant, product: Product) -> Sku:
    return Sku(
        code=code,
        product=product,
        attributes=[_attribute(name, value) for name, value in variant.attributes],
        list_price_amount=variant.price,
        weight_grams=variant.grams,
    )


def _attribute(name: Words, value: Words) -> dict[str, Any]:
    return {"name": name[0], "name_en": name[1], "value": value[0], "value_en": value[1]}
