"""From a basket and an address to a quote: the same loading for preview and placement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from marketing.deals import Deal, DealWanted
from marketing.pricing import WHOLE, BasketLine, Context, Quote, QuotedLine, price
from marketing.selectors.coupons import usable_coupons
from marketing.selectors.deals import deal_of
from marketing.selectors.points import points_rule
from marketing.selectors.reductions import reductions_in_force
from members import selectors as members
from orders.errors import NotDeliverable, TooMuch, UnknownSku
from orders.rules import MAX_LINES, MAX_QUANTITY
from products import selectors as products
from products.rules import Rate

if TYPE_CHECKING:
    from members.models import Address
    from orders.models import Order
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
    deal: Deal | None

    @property
    def lines(self) -> list[tuple["Sku", QuotedLine]]:
        return list(zip(self.skus, self.quote.lines, strict=True))


def quote_order(
    *,
    member_id: int,
    items: Sequence[Item],
    address_id: UUID,
    deal: DealWanted | None = None,
    coupons: Sequence[str] | None = None,
    at: datetime,
) -> Checkout:
    """Price a basket for an address, in a fixed number of reads, whatever its size.

    ``coupons``: the ids of those to use, None for the best there are. Raises TooMuch, UnknownSku,
    NotDeliverable, NotFound for an address not in the book, and what the deal refuses.
    """
    wanted = _merged(items)
    # First: of a rush, most are told here that it is over.
    agreed = deal_of(deal, member_id=member_id, quantities=wanted, at=at) if deal else None
    skus = _skus(wanted, items)
    address = members.address_of(member_id=member_id, public_id=address_id)
    rates = _rates(skus, address.region_code)
    context = _context(agreed, member_id=member_id, rates=rates, coupons=coupons, at=at)
    quote = price(_basket(skus, wanted), context)
    return Checkout(tuple(skus[code] for code in wanted), address, quote, agreed)


def requote_order(
    order: "Order", *, deal: DealWanted | None, coupons: Sequence[str], at: datetime
) -> tuple[Quote, Deal | None]:
    """What the order's own goods would cost now, where it was to go, and under which deal.

    Raises what ``quote_order`` raises.
    """
    wanted = {line.sku.code: line.quantity for line in order.lines.select_related("sku")}
    who = order.member_id
    agreed = deal_of(deal, member_id=who, quantities=wanted, at=at) if deal else None
    skus = _skus(wanted, items=())
    rates = _rates(skus, order.region_code)
    context = _context(agreed, member_id=who, rates=rates, coupons=coupons, at=at)
    return price(_basket(skus, wanted), context), agreed


def _skus(wanted: Mapping[str, int], items: Sequence[Item]) -> dict[str, "Sku"]:
    known = {item.sku_code: item.sku for item in items if item.sku}
    read = products.skus_for_checkout(wanted.keys() - known.keys())
    skus = {sku.code: sku for sku in (*known.values(), *read) if sku.is_on_sale}
    if gone := [code for code in wanted if code not in skus]:
        raise UnknownSku(skus=", ".join(gone))
    return skus


def _rates(skus: Mapping[str, "Sku"], region_code: str) -> Mapping[int, Rate]:
    templates = {code: _template(sku) for code, sku in skus.items()}
    rates = products.freight_rates(templates.values(), region_code)
    if stuck := [code for code, template in templates.items() if template not in rates]:
        raise NotDeliverable(skus=", ".join(stuck))
    return rates


def _template(sku: "Sku") -> int:
    return sku.product.freight_template_id or 0


def _basket(skus: Mapping[str, "Sku"], wanted: Mapping[str, int]) -> list[BasketLine]:
    return [_basket_line(skus[code], quantity) for code, quantity in wanted.items()]


def _basket_line(sku: "Sku", quantity: int) -> BasketLine:
    category = sku.product.category
    return BasketLine(
        sku_code=sku.code,
        quantity=quantity,
        list_price_amount=sku.list_price_amount,
        weight_grams=sku.weight_grams,
        freight_template_id=_template(sku),
        category_ids=frozenset(filter(None, (category.pk, category.parent_id))),
        floor_price_amount=sku.floor_price_amount,
    )


def _context(
    deal: Deal | None,
    *,
    member_id: int,
    rates: Mapping[int, Rate],
    coupons: Sequence[str] | None,
    at: datetime,
) -> Context:
    """What is in force for this member at this moment, as far as the deal takes it."""
    tier = members.tier_of(member_id)
    takes_coupons = deal is None or deal.takes_coupons
    takes_reductions = deal is None or deal.takes_reductions
    return Context(
        rates=rates,
        unit_prices=deal.prices if deal else {},
        tier_factor=tier.price_factor if tier else WHOLE,
        reductions=reductions_in_force(at=at) if takes_reductions else (),
        coupons=usable_coupons(member_id, at=at) if takes_coupons else (),
        chosen=None if coupons is None else tuple(coupons),
        takes_coupons=takes_coupons,
        ships_free=bool(deal and deal.ships_free),
        points=points_rule() if deal is None or deal.takes_points else None,
        deposit=deal.deposit if deal else None,
    )


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
