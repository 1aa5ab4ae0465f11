from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.actor import Actor
from core.db import atomic
from logistics.models import Shipment, ShipmentLine
from logistics.rules import SHIP_BY
from logistics.selectors import held_for, locked_undispatched
from logistics.state_machine import log_birth
from orders.selectors import locked_order
from orders.services import record

if TYPE_CHECKING:
    from orders.models import Order
    from products.models import Reservation

PLANNER = Actor.rule("plan_shipments")


@atomic
def plan_shipments(*, order_id: int, at: datetime) -> list[Shipment]:
    """Cut what an order has reserved into parcels, one per warehouse; start their clocks.

    Asked again, it plans nothing twice. Where a refund began before the news of
    fulfilment arrived, the parcels wait for its outcome. Returns the new ones.
    """
    order = locked_order(order_id)
    planned = {shipment.warehouse_id for shipment in locked_undispatched(order)}
    return [
        _plan_parcel(order, warehouse_id, reservations, at=at)
        for warehouse_id, reservations in sorted(_reserved_by_warehouse(order).items())
        if warehouse_id not in planned
    ]


def _reserved_by_warehouse(order: "Order") -> dict[int, list["Reservation"]]:
    by_warehouse: dict[int, list[Reservation]] = defaultdict(list)
    to_ship = {line.number for line in order.lines.all() if line.quantity_to_ship}
    for reservation in held_for(order).filter(line__in=to_ship):
        by_warehouse[reservation.stock_item.warehouse_id].append(reservation)
    return by_warehouse


def _plan_parcel(
    order: "Order", warehouse_id: int, reservations: Sequence["Reservation"], *, at: datetime
) -> Shipment:
    shipment = Shipment.objects.create(
        number=_next_number(order),
        order=order,
        warehouse_id=warehouse_id,
        ship_by_started_at=at,
        ship_by=at + SHIP_BY.duration,
    )
    line_ids = {line.number: line.pk for line in order.lines.all()}
    ShipmentLine.objects.bulk_create(
        ShipmentLine(
            shipment=shipment,
            order_line_id=line_ids[reservation.line],
            stock_item_id=reservation.stock_item_id,
            quantity=reservation.quantity,
        )
        for reservation in reservations
    )
    log_birth(shipment, actor=PLANNER, at=at)
    record(
        order_id=order.pk,
        kind="shipment.planned",
        facts={
            "shipment": shipment.number,
            "warehouse": reservations[0].stock_item.warehouse.code,
        },
        actor=PLANNER,
        at=at,
    )
    return shipment


def _next_number(order: "Order") -> str:
    """``26112309301204817365-2``: the order's number and a count, under the order's lock."""
    return f"{order.number}-{Shipment.objects.filter(order=order).count() + 1}"
