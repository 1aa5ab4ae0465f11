from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.deals import ClaimLine, DealWanted
from marketing.errors import CouponGone
from marketing.services import claim_deal, use_coupons
from orders.errors import QuoteChanged
from orders.events import OrderPlaced
from orders.lifecycle import InstalmentPurpose, Stops
from orders.models import (
    BlockKind,
    EntryPoint,
    Instalment,
    Order,
    OrderBlock,
    OrderDiscount,
    OrderLine,
)
from orders.numbers import next_order_number
from orders.rules import PAYMENT_TIMEOUT, RETURN_UNDERCUTS
from orders.selectors import locked_order
from orders.services.cart import take_from_cart
from orders.services.quote import Checkout, Item, quote_order
from orders.services.stock import reserve
from orders.state_machine import log_birth
from products.sourcing import Reason

__all__ = ["Item", "place_order"]


@atomic
def place_order(
    *,
    member_id: int,
    items: Sequence[Item],
    address_id: UUID,
    fingerprint: str | None,
    entry_point: EntryPoint,
    deal: DealWanted | None = None,
    coupons: Sequence[str] | None = None,
    remark: str = "",
    actor: Actor,
    at: datetime,
) -> Order:
    """Place an order: the one function that does, whatever the entry point.

    ``fingerprint`` is that of the quote which the shopper has seen; None where what is to be paid
    was said by other means. Lines, reductions, prices and fees are frozen, the deal is claimed,
    the stock is reserved, the payment clock starts.

    Raises what ``quote_order`` raises, QuoteChanged (with the new quote), CartChanged
    (somebody was quicker), InsufficientStock (what is short, and what is left of it), and what
    claiming the deal refuses.
    """
    quoted = partial(
        quote_order,
        member_id=member_id,
        items=items,
        address_id=address_id,
        deal=deal,
        coupons=coupons,
        at=at,
    )
    checkout = quoted()
    if fingerprint is not None and checkout.quote.fingerprint != fingerprint:
        raise QuoteChanged(quote=checkout.quote)
    order = _write_order(
        checkout, member_id=member_id, entry_point=entry_point, remark=remark, at=at
    )
    lines = _write_lines(order, checkout)
    order.knows(
        lines=lines,
        discounts=_write_discounts(order, lines, checkout),
        instalments=_write_instalments(order, checkout),
        blocks=_write_blocks(order, checkout),
    )
    log_birth(order, actor=actor, at=at)
    if entry_point == EntryPoint.CART:
        bought = {sku.pk: quoted.quantity for sku, quoted in checkout.lines}
        take_from_cart(member_id=member_id, bought=bought)
    try:
        _take(order, checkout, actor=actor, at=at)  # hot rows last
    except CouponGone as gone:  # another order was quicker, after this one had been quoted
        raise QuoteChanged(quote=quoted().quote) from gone
    publish(
        OrderPlaced(
            order_id=order.pk,
            number=order.number,
            payable_amount=order.payable_amount,
            payable_points=order.payable_points,
            at=at,
        )
    )  # a free one is paid here, and its deal hears of that
    return order if order.is_to_be_paid else locked_order(order.pk)  # a free one has gone on


def _write_order(
    checkout: Checkout, *, member_id: int, entry_point: EntryPoint, remark: str, at: datetime
) -> Order:
    quote, address, deal = checkout.quote, checkout.address, checkout.deal
    timeout = PAYMENT_TIMEOUT.duration
    return Order.objects.create(
        number=next_order_number(at),
        member_id=member_id,
        entry_point=entry_point,
        deal_kind=deal.kind if deal else "",
        deal_reference=deal.reference if deal else "",
        goods_amount=quote.goods_amount,
        shipping_amount=quote.shipping_amount,
        discount_amount=quote.discount_amount,
        payable_amount=quote.payable_amount,
        payable_points=quote.payable_points,
        points_cap_amount=quote.points_cap_amount,
        undercut=RETURN_UNDERCUTS.value,
        recipient_name=address.name,
        recipient_phone=address.phone,
        region_code=address.region_code,
        address_detail=address.detail,
        remark=remark,
        sourcing_reason=Reason.QUOTA if deal and deal.brings_stock else "",
        placed_at=at,
        payment_started_at=at,
        payment_due_at=deal.payment_due_at(at, otherwise=timeout) if deal else at + timeout,
    )


def _write_instalments(order: Order, checkout: Checkout) -> list[Instalment]:
    """One, or of a presale two: the deposit by the order's own clock, the rest in its window."""
    window = checkout.deal.balance_window if checkout.deal else None
    first = Instalment(
        order=order,
        purpose=InstalmentPurpose.DEPOSIT if window else InstalmentPurpose.FULL,
        amount=checkout.quote.deposit_amount if window else order.payable_amount,
        points=0 if window else order.payable_points,
        refundable=window.deposit_refundable if window else True,
        opens_at=order.placed_at,
        due_at=order.payment_due_at,
    )
    if window is None:
        return Instalment.objects.bulk_create([first])
    rest = Instalment(
        order=order,
        number=2,
        purpose=InstalmentPurpose.BALANCE,
        amount=order.payable_amount - first.amount,
        points=order.payable_points,
        opens_at=window.opens_at,
        due_at=window.due_at,
    )
    return Instalment.objects.bulk_create([first, rest])


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
            list_price_amount=quoted.list_price_amount,
            price_kind=quoted.price_kind,
            unit_price_amount=quoted.unit_price_amount,
            unit_points=quoted.unit_points,
            amount=quoted.amount,
            discount_amount=quoted.discount_amount,
        )
        for number, (sku, quoted) in enumerate(checkout.lines, start=1)
    )


def _write_discounts(
    order: Order, lines: Sequence[OrderLine], checkout: Checkout
) -> list[OrderDiscount]:
    """One row for each share that a reduction has of a line or of the fee."""
    return OrderDiscount.objects.bulk_create(
        OrderDiscount(
            order=order,
            line=line,
            kind=reduction.kind,
            code=reduction.code,
            name=reduction.name,
            name_en=reduction.name_en,
            bearer=reduction.bearer,
            amount=share,
            threshold_amount=reduction.threshold_amount,
        )
        for reduction in checkout.quote.reductions
        for line, share in zip(
            [*lines, None], [*reduction.shares, reduction.shipping_amount], strict=True
        )
        if share
    )


def _write_blocks(order: Order, checkout: Checkout) -> list[OrderBlock]:
    """What is bought in a group waits, once it is paid, until its team is formed."""
    deal = checkout.deal
    if deal is None or not deal.waits_for_group:
        return []
    waits = OrderBlock(
        order=order,
        kind=BlockKind.GROUP,
        reference=deal.reference,
        stops=[Stops.FULFIL.value],
        placed_at=order.placed_at,
    )
    return OrderBlock.objects.bulk_create([waits])


def _take(order: Order, checkout: Checkout, *, actor: Actor, at: datetime) -> None:
    """Spend the coupons, claim the deal, then reserve the stock, unless the deal brings it or it
    comes later."""
    deal = checkout.deal
    use_coupons(
        codes=checkout.quote.coupons, member_id=order.member_id, reference=order.number, at=at
    )
    if deal:
        claimed = [
            ClaimLine(number, sku.pk, sku.code, quoted.quantity)
            for number, (sku, quoted) in enumerate(checkout.lines, start=1)
        ]
        claim_deal(deal, reference=order.number, member_id=order.member_id, lines=claimed, at=at)
    if deal is None or not (deal.brings_stock or deal.stock_when_paid):
        reserve(order, actor=actor, at=at)
