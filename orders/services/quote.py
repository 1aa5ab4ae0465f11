"""From a basket and an address to a quote: the same loading for preview and placement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from marketing.pricing import BasketLine, Quote, QuotedLine, price
from members import selectors as members
from orders.errors import NotDeliverable, TooMuch, UnknownSku
from orders.rules import MAX_LINES, MAX_QUANTITY
from products import selectors as products

if TYPE_CHECKING:
    from members.models import Address
    from products.models import Sku


@dataclass(frozen=True, slots=True)
class Item:
    """What a shopper asks for: a SKU by its code, and how many.

    ``sku``: the SKU with its product where it was just read, so that nothing reads it twice.
    """

    sku_code: str
    quantity: int
    sku: "Sku | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A priced basket with all that placing it needs; ``skus`` in the order of the quote."""

    skus: tuple["Sku", ...]
    address: "Address"
    quote: Quote

    @property
    def lines(self) -> list[tuple["Sku", QuotedLine]]:
        return list(zip(self.skus, self.quote.lines, strict=True))


def quote_order(*, member_id: int, items: Sequence[Item], address_id: UUID) -> Checkout:
    """Price a basket for an address: three reads, whatever its size.

    Raises TooMuch, UnknownSku, NotDeliverable, and NotFound for an address not in the book.
    """
    wanted = _merged(items)
    known = {item.sku_code: item.sku for item in items if item.sku}
    read = products.skus_for_checkout(wanted.keys() - known.keys())
    skus = {sku.code: sku for sku in (*known.values(), *read) if sku.is_on_sale}
    if gone := [code for code in wanted if code not in skus]:
        raise UnknownSku(skus=", ".join(gone))
    address = members.address_of(member_id=member_id, public_id=address_id)
    templates = {code: sku.product.freight_template_id or 0 for code, sku in skus.items()}
    rates = products.freight_rates(templates.values(), address.region_code)
    if stuck := [code for code, template in templates.items() if template not in rates]:
        raise NotDeliverable(skus=", ".join(stuck))
    basket = [
        BasketLine(
            sku_code=code,
            quantity=quantity,
            unit_price_amount=skus[code].list_price_amount,
            weight_grams=skus[code].weight_grams,
            freight_template_id=templates[code],
        )
        for code, quantity in wanted.items()
    ]
    return Checkout(tuple(skus[code] for code in wanted), address, price(basket, rates))


def _merged(items: Sequence[Item]) -> dict[str, int]:
    """Quantities by SKU code in the shopper's order; the same SKU asked for twice counts once."""
    wanted: dict[str, int] = {}
    for item in items:
        wanted[item.sku_code] = wanted.get(item.sku_code, 0) + item.quantity
    if not 1 <= len(wanted) <= MAX_LINES or not all(
        1 <= quantity <= MAX_QUANTITY for quantity in wanted.values()
    ):
        raise TooMuch(max_lines=MAX_LINES, max_quantity=MAX_QUANTITY)
    return wanted
