"""Orders in fulfilment and their parcels, made by the services' own doors."""

from collections.abc import Mapping
from typing import Any

from core.actor import Actor
from logistics import services
from logistics.models import Shipment
from members.models import StaffUser
from orders.models import Order
from products.models import Sku
from tests.orders.factories import NOON, a_member, a_shop, pay, place
from tests.products.factories import (
    FreightRateFactory,
    ProductFactory,
    SkuFactory,
    WarehouseFactory,
    stocked,
)

LI_NA = "li.na"


def a_colleague(username: str = LI_NA) -> Actor:
    return Actor.staff(StaffUser.objects.get_or_create(username=username)[0].pk)


def an_order(basket: Mapping[str, int] | None = None, *, phone: str = "13800000001") -> Order:
    """Paid, and handed to fulfilment; nothing is planned yet."""
    a_shop(basket and dict.fromkeys(basket, 10))
    return pay(place(basket, member=a_member(phone)))


def an_order_of_two_warehouses() -> Order:
    """Line 1: 6 pieces, 4 of them in the near warehouse; line 2: 1 piece in the far one."""
    template = FreightRateFactory().template
    product = ProductFactory(freight_template=template)
    near = WarehouseFactory(code="NEAR", serves_regions=["310000"], priority=1)
    far = WarehouseFactory(code="FAR", priority=2)
    tea: Sku = SkuFactory(code="TEA-01", product=product)
    cup: Sku = SkuFactory(code="CUP-01", product=product)
    stocked(tea, 4, warehouse=near)
    stocked(tea, 2, warehouse=far)
    stocked(cup, 1, warehouse=far)
    return pay(place({"TEA-01": 6, "CUP-01": 1}))


def planned(order: Order | None = None) -> list[Shipment]:
    order = order or an_order()
    services.plan_shipments(order_id=order.pk, at=NOON)
    return parcels(order)


def parcels(order: Order) -> list[Shipment]:
    return list(Shipment.objects.filter(order=order).order_by("pk"))


def ship(shipment: Shipment, **traits: Any) -> Shipment:
    known: dict[str, Any] = {
        "courier_code": "shunfeng",
        "tracking_number": f"SF{shipment.pk:013d}",
        "actor": traits.get("actor") or a_colleague(),
        "at": NOON,
    }
    return services.ship_shipment(shipment_id=shipment.pk, **(known | traits))
