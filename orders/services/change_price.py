from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from marketing.pricing import Bearer, ReductionKind
from marketing.selectors.points import points_rule
from orders.errors import AttemptOpen, PriceNotLowered
from orders.lifecycle import InstalmentStatus, OrderStatus
from orders.models import Order, OrderDiscount, OrderLine
from orders.selectors import locked_order
from orders.services.timeline import record


@atomic
def change_price(
    *,
    order_id: int,
    lines: Mapping[int, int],
    shipping_amount: int,
    version: int | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Order:
    """Let an unpaid order cost less: what lines come to (by number), and its shipping fee, in fen.

    The difference is a reduction of each line and of the fee, as every other; nothing that the
    shopper has agreed to is written over, and nothing is raised. The last instalment that is
    still to be paid shrinks with it. The caller has closed any open attempt (else AttemptOpen).

    Raises PriceNotLowered (what is asked for is not less), and OrderChanged.
    """
    order = locked_order(order_id, version=version)
    if any(instalment.attempt_open for instalment in order.instalments.all()):
        raise AttemptOpen(number=order.number)
    before = order.payable_amount
    reductions = _reductions(order, lines, shipping_amount)
    off = sum(reductions.values())
    pending = [i for i in order.instalments.all() if i.status == InstalmentStatus.PENDING]
    most = pending[-1].amount if pending and order.status == OrderStatus.PENDING_PAYMENT else 0
    if not 0 < off <= most:
        raise PriceNotLowered(number=order.number, most=most)
    _write(order, reductions, name=reason)
    order.discount_amount += off
    order.payable_amount -= off
    rule = points_rule() if order.points_cap_amount else None
    order.points_cap_amount = min(
        order.points_cap_amount, rule.cap(order.payable_amount) if rule else 0
    )
    order.version += 1
    order.save(update_fields=["discount_amount", "payable_amount", "points_cap_amount", "version"])
    pending[-1].amount -= off
    pending[-1].save(update_fields=["amount"])
    facts = {"before_amount": before, "after_amount": order.payable_amount, "reason": reason}
    record(order_id=order.pk, kind="order.change_price", facts=facts, actor=actor, at=at)
    return order


Reductions = dict[OrderLine | None, int]  # of a line, or (None) of the fee


def _reductions(order: Order, lines: Mapping[int, int], shipping_amount: int) -> Reductions:
    """What each line and the fee are to be reduced by; PriceNotLowered where one would rise."""
    known = {line.number: line for line in order.lines.all()}
    if unknown := lines.keys() - known.keys():
        raise PriceNotLowered(number=order.number, most=0, lines=sorted(unknown))
    fee_now = order.shipping_payable_amount
    reductions: Reductions = {
        known[number]: known[number].payable_amount - amount for number, amount in lines.items()
    }
    reductions[None] = fee_now - shipping_amount
    costs = {line: line.payable_amount if line else fee_now for line in reductions}
    if any(not 0 <= off <= costs[line] for line, off in reductions.items()):
        raise PriceNotLowered(number=order.number, most=sum(costs.values()))
    return {line: off for line, off in reductions.items() if off}


def _write(order: Order, reductions: Reductions, *, name: str) -> None:
    OrderDiscount.objects.bulk_create(
        OrderDiscount(
            order=order,
            line=line,
            kind=ReductionKind.ADJUSTMENT,
            code=f"v{order.version + 1}",
            name=name[:80],
            bearer=Bearer.PLATFORM,
            amount=off,
        )
        for line, off in reductions.items()
    )
    reduced = [line for line in reductions if line is not None]
    for line in reduced:
        line.discount_amount += reductions[line]
    OrderLine.objects.bulk_update(reduced, ["discount_amount"])
