"""The goods of an order: reserved as it is placed or, where its deal says so, as it is paid."""

from datetime import datetime

from django.db import OperationalError

from core.actor import Actor
from core.db import savepoint
from core.errors import Busy
from core.events import publish
from orders.events import StockFellShort
from orders.lifecycle import Stops
from orders.models import BlockKind, Order, OrderBlock
from products.errors import InsufficientStock
from products.services import reserve_stock
from products.sourcing import Demand

OUT_OF_STOCK = "out_of_stock"  # the block of an order that was paid and has no goods


def reserve(order: Order, *, actor: Actor, at: datetime) -> None:
    """Reserve all that the order owes, or raise InsufficientStock. Callers hold its lock."""
    sourced = reserve_stock(
        reference=order.number,
        demand=[Demand(line.number, line.sku_id, line.quantity) for line in order.lines.all()],
        destination=order.region_code,
        actor=actor,
        at=at,
    )
    order.sourcing_reason = sourced.reason
    order.save(update_fields=["sourcing_reason"])


def reserve_or_block(order: Order, *, actor: Actor, at: datetime) -> None:
    """Reserve for an order that was just paid. Whatever is in the way, the money was taken: the
    order waits under a block, and whoever hears of it tries again or refunds it."""
    try:
        with savepoint():
            reserve(order, actor=actor, at=at)
    except (InsufficientStock, Busy, OperationalError):
        block = OrderBlock.objects.create(
            order=order,
            kind=BlockKind.REVIEW,
            reference=OUT_OF_STOCK,
            stops=[Stops.FULFIL],
            placed_at=at,
        )
        order.knows(blocks=[*order.blocks.all(), block])
        publish(StockFellShort(order_id=order.pk, number=order.number, at=at))
