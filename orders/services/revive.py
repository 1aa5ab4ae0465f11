"""What a closed order held, taken again for a payment that came late."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from marketing.pricing import Quote, ReductionKind
from marketing.selectors.coupons import coupons_used_for
from marketing.selectors.deals import deal_wanted_again
from marketing.services import take_deal_again, use_coupons
from orders.errors import QuoteChanged
from orders.lifecycle import REVIVE, InstalmentStatus, OrderStatus, nothing_captured
from orders.models import Instalment, Order
from orders.selectors import locked_order
from orders.services.quote import requote_order
from orders.services.stock import reserve
from orders.state_machine import refusal, refused


@atomic
def reclaim_order(
    *, order_id: int, hold_parts: Callable[[], None], actor: Actor, at: datetime
) -> None:
    """Have all again that an order gave back when it closed unpaid; capturing it then reopens it.

    All or an error: the caller keeps a savepoint. ``hold_parts`` sets aside what the payment had
    held: accounts are locked after coupons and deals, and before stock.

    Raises TransitionRefused where the order is not closed or something was paid for it (what is
    forfeited stays so), QuoteChanged where it would cost something else now, and what quoting, its
    coupons, its deal, its parts and the stock refuse.
    """
    order = locked_order(order_id)
    closed = order.status == OrderStatus.CLOSED
    if why := nothing_captured(order) if closed else refusal(order, REVIVE):
        raise refused(order, why, actor=actor, at=at)
    coupons = coupons_used_for(order.number)
    wanted = None
    if order.deal_kind:
        wanted = deal_wanted_again(order.deal_kind, order.deal_reference, order=order.number)
    quote, deal = requote_order(order, deal=wanted, coupons=coupons, at=at)
    if not _still_stands(order, quote):
        raise QuoteChanged(quote=quote)
    unpaid = Instalment.objects.filter(order=order, status=InstalmentStatus.VOID)
    unpaid.update(status=InstalmentStatus.PENDING)
    use_coupons(codes=coupons, member_id=order.member_id, reference=order.number, at=at)
    if deal:
        take_deal_again(kind=deal.kind, reference=order.number, at=at)
    hold_parts()
    if deal is None or not (deal.brings_stock or deal.stock_when_paid):
        reserve(order, actor=actor, at=at)  # hot rows last


def _still_stands(order: Order, quote: Quote) -> bool:
    """Whether every line, the fee and the total are what was agreed; what staff took off since
    is no part of the quote."""
    lowered: Counter[int | None] = Counter()
    for row in order.discounts.all():
        if row.kind == ReductionKind.ADJUSTMENT:
            lowered[row.line_id] += row.amount
    agreed = [
        (
            line.quantity,
            line.unit_price_amount,
            line.points,
            line.discount_amount - lowered[line.pk],
        )
        for line in order.lines.all()
    ]
    now = [
        (line.quantity, line.unit_price_amount, line.points, line.discount_amount)
        for line in quote.lines
    ]
    total = order.payable_amount + lowered.total()
    fees = (order.shipping_amount, total) == (quote.shipping_amount, quote.payable_amount)
    return agreed == now and fees
