from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from core.events import publish
from marketing.services import give_back_lines
from orders.events import LinesCancelled
from orders.models import Order, OrderLine
from orders.selectors import locked_order
from orders.services.advance import advance_order
from products.services import release_lines


@atomic
def cancel_lines(
    *, order_id: int, quantities: Mapping[int, int], reason: str, actor: Actor, at: datetime
) -> Order:
    """Take unshipped goods out of an order, by line number, and give them back: to the flash sale
    that they came from while it is open, to stock otherwise."""
    order = locked_order(order_id)
    lines = {line.number: line for line in order.lines.all()}
    for number, quantity in quantities.items():
        lines[number].cancelled_quantity += quantity
    OrderLine.objects.bulk_update([lines[n] for n in quantities], ["cancelled_quantity"])
    order.touch()
    advance_order(order, actor=actor, at=at)
    on_sale_again = bool(order.deal_kind) and give_back_lines(
        kind=order.deal_kind, reference=order.number, quantities=quantities, at=at
    )
    if not (on_sale_again or order.awaits_stock):
        release_lines(reference=order.number, lines=quantities, reason=reason, actor=actor, at=at)
    # Parcels are cut to what the order still holds, so its stock is released before.
    publish(
        LinesCancelled(
            order_id=order.pk, number=order.number, lines=tuple(sorted(quantities)), at=at
        )
    )
    return order
