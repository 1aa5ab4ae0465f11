from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.db import atomic
from core.events import publish
from orders.errors import QuoteChanged
from orders.events import OrderPlaced
from orders.lifecycle import InstalmentPurpose
from orders.models import EntryPoint, Instalment, Order, OrderLine
from orders.numbers import next_order_number
from orders.rules import PAYMENT_TIMEOUT
from orders.selectors import locked_order
from orders.services.cart import take_from_cart
from orders.services.quote import Checkout, Item, quote_order
from orders.state_machine import log_birth
from products.services import reserve_stock
from products.sourcing import Demand

__all__ = ["Item", "place_order"]


@atomic
def place_order(
    *,
    member_id: int,
    items: Sequence[Item],
    address_id: UUID,
    fingerprint: str,
    entry_point: EntryPoint,
    remark: str = "",
    actor: Actor,
    at: datetime,
) -> Order:
    """Place an order: the one function that does, whatever the entry point.

    ``fingerprint`` is that of the quote which the shopper has seen. Lines,
    prices and fees are frozen, the stock is reserved, the payment clock starts.

    Raises what ``quote_order`` raises, QuoteChanged (with the new quote), CartChanged
    (somebody was quicker) and InsufficientStock (what is short, and what is left of it).
    """
    checkout = quote_order(member_id=member_id, items=items, address_id=address_id)
    if checkout.quote.fingerprint != fingerprint:
        raise QuoteChanged(quote=checkout.quote)
    order = _write_order(
        checkout, member_id=member_id, entry_point=entry_point, remark=remark, at=at
    )
    order.knows(
        lines=_write_lines(order, checkout), instalments=[_write_instalment(order)], blocks=[]
    )
    log_birth(order, actor=actor, at=at)
    if entry_point == EntryPoint.CART:
        bought = {sku.pk: quoted.quantity for sku, quoted in checkout.lines}
        take_from_cart(member_id=member_id, bought=bought)
    publish(
        OrderPlaced(
            order_id=order.pk, number=order.number, payable_amount=order.payable_amount, at=at
        )
    )
    _reserve(order, checkout, actor=actor, at=at)  # hot rows last
    return order if order.payable_amount else locked_order(order.pk)  # a free one has gone on


def _write_order(
    checkout: Checkout, *, member_id: int, entry_point: EntryPoint, remark: str, at: datetime
) -> Order:
    quote, address = checkout.quote, checkout.address
    return Order.objects.create(
        number=next_order_number(at),
        member_id=member_id,
        entry_point=entry_point,
        goods_amount=quote.goods_amount,
        shipping_amount=quote.shipping_amount,
        payable_amount=quote.payable_amount,
        recipient_name=address.name,
        recipient_phone=address.phone,
        region_code=address.region_code,
        address_detail=address.detail,
        remark=remark,
        placed_at=at,
        payment_started_at=at,
        payment_due_at=at + PAYMENT_TIMEOUT.duration,
    )


def _write_instalment(order: Order) -> Instalment:
    return Instalment.objects.create(
        order=order,
        purpose=InstalmentPurpose.FULL,
        amount=order.payable_amount,
        opens_at=order.placed_at,
        due_at=order.payment_due_at,
    )


def _write_lines(order: Order, checkout: Checkout) -> list[OrderLine]:
    return OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            number=number,
            sku=sku,
            sku_code=sku.code,
            name=sku.product.name,
            name_en=sku.product.name_en,
            attributes=sku.attributes,
            image=sku.image or sku.product.image,
            quantity=quoted.quantity,
            unit_price_amount=quoted.unit_price_amount,
            amount=quoted.amount,
        )
        for number, (sku, quoted) in enumerate(checkout.lines, start=1)
    )


def _reserve(order: Order, checkout: Checkout, *, actor: Actor, at: datetime) -> None:
    demand = [
        Demand(line=number, sku_id=sku.pk, quantity=quoted.quantity)
        for number, (sku, quoted) in enumerate(checkout.lines, start=1)
    ]
    sourced = reserve_stock(
        reference=order.number,
        demand=demand,
        destination=order.region_code,
        actor=actor,
        at=at,
    )
    order.sourcing_reason = sourced.reason
    order.save(update_fields=["sourcing_reason"])
