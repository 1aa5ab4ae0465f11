"""The cart: what a member means to buy. Every change is made under the cart's lock."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from core.db import atomic
from core.errors import NotFound
from orders.errors import CartChanged, CartFull, UnknownSku
from orders.models import CartLine
from orders.rules import MAX_CART_LINES, MAX_QUANTITY
from orders.selectors import locked_cart
from orders.services.quote import Item
from products import selectors as products

# In the order of the other changes, so that no two can wait for each other. A line that was
# changed while this waited for it is looked at again, and no longer is what was bought.
_TAKE = """
WITH bought AS (
    SELECT line.id
    FROM orders_cartline AS line
    JOIN unnest(%(sku_ids)s::bigint[], %(quantities)s::int[]) AS asked (sku_id, quantity)
      ON asked.sku_id = line.sku_id AND asked.quantity = line.quantity
    WHERE line.member_id = %(member_id)s AND line.selected
    ORDER BY line.id FOR UPDATE OF line
)
DELETE FROM orders_cartline AS line USING bought WHERE line.id = bought.id
"""


@atomic
def add_to_cart(*, member_id: int, item: Item, at: datetime) -> None:
    """Add so many pieces of a SKU and select it; how many there are in stock is not asked.

    Raises UnknownSku, and CartFull beyond MAX_CART_LINES lines or MAX_QUANTITY pieces of one.
    """
    lines = locked_cart(member_id)
    sku = next(iter(products.skus_for_checkout([item.sku_code])), None)
    if sku is None or not sku.is_on_sale:
        raise UnknownSku(skus=item.sku_code)
    line = next((line for line in lines if line.sku_id == sku.pk), None)
    is_new = line is None
    line = line or CartLine(member_id=member_id, sku=sku, quantity=0, added_at=at)
    line.quantity += item.quantity
    line.selected = True
    if line.quantity > MAX_QUANTITY or (is_new and len(lines) >= MAX_CART_LINES):
        raise CartFull(max_lines=MAX_CART_LINES, max_quantity=MAX_QUANTITY)
    line.save()


@atomic
def change_cart_line(
    *, member_id: int, sku_code: str, quantity: int | None = None, selected: bool | None = None
) -> None:
    """Set how many pieces, whether the line is selected, or both. Raises NotFound, CartFull."""
    line = _locked_line(member_id, sku_code)
    if quantity is not None:
        if not 1 <= quantity <= MAX_QUANTITY:
            raise CartFull(max_lines=MAX_CART_LINES, max_quantity=MAX_QUANTITY)
        line.quantity = quantity
    if selected is not None:
        line.selected = selected
    line.save(update_fields=["quantity", "selected"])


@atomic
def remove_from_cart(*, member_id: int, sku_code: str) -> None:
    """Take a line out. Raises NotFound where it is not in the cart (any more)."""
    _locked_line(member_id, sku_code).delete()


@atomic
def select_cart(*, member_id: int, selected: bool) -> None:
    """Select all lines, or none."""
    ids = [line.pk for line in locked_cart(member_id)]
    CartLine.objects.filter(pk__in=ids).update(selected=selected)


@atomic
def empty_cart(*, member_id: int) -> None:
    ids = [line.pk for line in locked_cart(member_id)]
    CartLine.objects.filter(pk__in=ids).delete()


def take_from_cart(*, member_id: int, bought: Mapping[int, int]) -> None:
    """Take the lines that an order buys out of the cart: SKU id -> pieces.

    Runs in the placing transaction. One statement locks, reads and deletes, so that of
    two windows which order the same cart one alone gets it.

    Raises CartChanged unless every line is there, selected, with just that quantity.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "member_id": member_id,
                "sku_ids": list(bought),
                "quantities": list(bought.values()),
            },
        )
        if cursor.rowcount != len(bought):
            raise CartChanged


def _locked_line(member_id: int, sku_code: str) -> CartLine:
    for line in locked_cart(member_id):
        if line.sku.code == sku_code:
            return line
    raise NotFound(what=_("cart line"))
