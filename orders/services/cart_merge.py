"""Many lines into a cart at once: from a signed-out cart, or from an order bought again."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.db import atomic
from orders.models import CartLine, OrderLine
from orders.rules import MAX_CART_LINES, MAX_QUANTITY
from orders.selectors import locked_cart
from orders.services.quote import Item
from products import selectors as products


class LeftOutReason(TextChoices):
    GONE = "gone", _("not for sale any more")
    CART_FULL = "cart_full", _("the cart is full")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A SKU that did not get into the cart, and why."""

    sku_code: str
    reason: LeftOutReason


@atomic
def merge_into_cart(*, member_id: int, items: Iterable[Item], at: datetime) -> list[LeftOut]:
    """Put in what the client collected while nobody was signed in.

    A SKU that is in both is there as often as in the fuller of the two, so that a
    repeated merge changes nothing. What is put in is selected. Returns what was left out.
    """
    wanted: Counter[str] = Counter()
    for item in items:
        wanted[item.sku_code] += item.quantity
    return _put(member_id, wanted, at=at)


@atomic
def buy_again(*, order_id: int, member_id: int, at: datetime) -> list[LeftOut]:
    """Put the lines of an order back into its member's cart, at today's prices.

    Whatever is in the cart already stays, at least as often as it was in the order.
    Returns what was left out.
    """
    wanted: Counter[str] = Counter()
    bought = OrderLine.objects.filter(order_id=order_id).order_by("number")
    for sku_code, quantity in bought.values_list("sku__code", "quantity"):
        wanted[sku_code] += quantity
    return _put(member_id, wanted, at=at)


def _put(member_id: int, wanted: Mapping[str, int], *, at: datetime) -> list[LeftOut]:
    lines = {line.sku_id: line for line in locked_cart(member_id)}
    on_sale = {sku.code: sku for sku in products.skus_for_checkout(wanted) if sku.is_on_sale}
    left_out: list[LeftOut] = []
    new: list[CartLine] = []
    changed: list[CartLine] = []
    for sku_code, pieces in wanted.items():
        sku, quantity = on_sale.get(sku_code), min(pieces, MAX_QUANTITY)
        if sku is None:
            left_out.append(LeftOut(sku_code, LeftOutReason.GONE))
        elif line := lines.get(sku.pk):
            line.quantity, line.selected = max(line.quantity, quantity), True
            changed.append(line)
        elif len(lines) + len(new) >= MAX_CART_LINES:
            left_out.append(LeftOut(sku_code, LeftOutReason.CART_FULL))
        else:
            new.append(CartLine(member_id=member_id, sku=sku, quantity=quantity, added_at=at))
    CartLine.objects.bulk_update(changed, ["quantity", "selected"])
    CartLine.objects.bulk_create(reversed(new))  # the newest stands first: keep the given order
    return left_out
