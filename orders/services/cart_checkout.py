"""From the selected lines of a cart to a quote and to an order, by the functions of every order."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.db import atomic
from orders.errors import NothingSelected
from orders.models import EntryPoint, Order
from orders.selectors import cart_lines
from orders.services.place import place_order
from orders.services.quote import Checkout, Item, quote_order


def quote_cart(
    *, member_id: int, address_id: UUID, coupons: Sequence[str] | None = None, at: datetime
) -> Checkout:
    """Price the selected lines for an address. Lines of gone SKUs are not among them.

    Raises NothingSelected and what ``quote_order`` raises.
    """
    return quote_order(
        member_id=member_id,
        items=_selected_items(member_id),
        address_id=address_id,
        coupons=coupons,
        at=at,
    )


@atomic
def place_cart(
    *,
    member_id: int,
    address_id: UUID,
    fingerprint: str,
    coupons: Sequence[str] | None = None,
    remark: str = "",
    actor: Actor,
    at: datetime,
) -> Order:
    """Place an order for the selected lines, which leave the cart with it.

    What is selected is read here without a lock, and again under it by ``take_from_cart``.
    Raises NothingSelected and what ``place_order`` raises; the cart is then as it was.
    """
    return place_order(
        member_id=member_id,
        items=_selected_items(member_id),
        address_id=address_id,
        fingerprint=fingerprint,
        entry_point=EntryPoint.CART,
        coupons=coupons,
        remark=remark,
        actor=actor,
        at=at,
    )


def _selected_items(member_id: int) -> list[Item]:
    items = [
        Item(line.sku.code, line.quantity, line.sku)
        for line in cart_lines(member_id)
        if line.is_selected
    ]
    if not items:
        raise NothingSelected
    return items
