"""A shopper, a stocked shop, and orders that came to their state by the services' own doors."""

from collections.abc import Mapping
from datetime import UTC, datetime

from core.actor import Actor
from core.db import atomic
from members.models import Address, Member
from members.services import add_address, open_member
from orders import services
from orders.lifecycle import Stops
from orders.models import EntryPoint, Order
from orders.services import Item
from products.models import Sku, Warehouse
from products.selectors import reservations_of
from products.services import issue_stock
from products.sourcing import Allocation
from tests.products.factories import (
    SHANGHAI,
    FreightRateFactory,
    ProductFactory,
    SkuFactory,
    WarehouseFactory,
    stocked,
)

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)  # noon in Shanghai
STAFF = Actor.staff(7)
RULE = Actor.rule("test")


def a_member(phone: str = "13800000001") -> Member:
    return open_member(phone=phone, at=NOON)


def an_address(member: Member) -> Address:
    return add_address(
        member_id=member.pk,
        name="王小明",
        phone=str(member.phone),
        region_code=SHANGHAI,
        detail="南京东路1号",
        at=NOON,
    )


def a_shop(stock: Mapping[str, int] | None = None, price: int = 9900) -> dict[str, Sku]:
    """SKUs by code, each with its stock in one warehouse, sharing one freight template."""
    rate = FreightRateFactory()
    product = ProductFactory(freight_template=rate.template)
    warehouse: Warehouse = WarehouseFactory(serves_regions=["310000"])
    skus = {}
    for code, quantity in (stock or {"TEA-01": 10}).items():
        sku = skus[code] = SkuFactory(code=code, product=product, list_price_amount=price)
        stocked(sku, quantity=quantity, warehouse=warehouse)
    return skus


def place(
    basket: Mapping[str, int] | None = None,
    *,
    member: Member | None = None,
    address: Address | None = None,
    at: datetime = NOON,
) -> Order:
    """Place an order as the API does: preview, then place with the quote's fingerprint."""
    member = member or a_member()
    address = address or Address.objects.filter(member=member).first() or an_address(member)
    items = [Item(code, quantity) for code, quantity in (basket or {"TEA-01": 1}).items()]
    checkout = services.quote_order(
        member_id=member.pk, items=items, address_id=address.public_id, at=at
    )
    return services.place_order(
        member_id=member.pk,
        items=items,
        address_id=address.public_id,
        fingerprint=checkout.quote.fingerprint,
        entry_point=EntryPoint.BUY_NOW,
        actor=Actor.member(member.pk),
        at=at,
    )


def pay(order: Order, at: datetime = NOON) -> Order:
    instalment = order.instalments.get()
    return services.capture_instalment(
        order_id=order.pk, instalment_id=instalment.pk, actor=Actor.provider("wechat"), at=at
    )


def dispatch(
    order: Order, quantities: Mapping[int, int] | None = None, at: datetime = NOON
) -> Order:
    """Ship as logistics does: the stock leaves and the lines are counted in one transaction."""
    if quantities is None:
        quantities = {line.number: line.quantity_to_ship for line in order.lines.all()}
    with atomic():
        held = reservations_of(order.number).filter(status="reserved")
        parts = [
            Allocation(each.line, each.stock_item_id, quantities[each.line])
            for each in held
            if each.line in quantities
        ]
        issue_stock(reference=order.number, allocations=parts, actor=STAFF, at=at)
        return services.record_dispatch(
            order_id=order.pk, quantities=quantities, actor=STAFF, at=at
        )


def receive(order: Order, at: datetime = NOON) -> Order:
    return services.receive_order(order_id=order.pk, actor=RULE, at=at)


def in_state(status: str) -> Order:
    """An order that went the legal way to ``status``."""
    a_shop()
    order = place()
    if status == "pending_payment":
        return fresh(order)
    if status == "closed":
        return services.close_order(order_id=order.pk, actor=RULE, reason="timeout", at=NOON)
    if status == "paid":
        services.place_block(
            order_id=order.pk, kind="review", reference="1", stops=[Stops.FULFIL], at=NOON
        )
    order = pay(order)
    if status in ("refunding", "refunded"):
        order = services.start_refund(order_id=order.pk, actor=STAFF, reason="", at=NOON)
        services.cancel_lines(
            order_id=order.pk, quantities={1: 1}, reason="refund", actor=STAFF, at=NOON
        )
        if status == "refunded":
            order = services.finish_refund(order_id=order.pk, actor=RULE, at=NOON)
        return fresh(order)
    if status in ("shipped", "received", "completed"):
        order = dispatch(order)
    if status in ("received", "completed"):
        order = receive(order)
    if status == "completed":
        services.complete_orders(order_ids=[order.pk], actor=RULE, at=NOON)
    return fresh(order)


def fresh(order: Order) -> Order:
    return Order.objects.with_guarded().get(pk=order.pk)


def status_of(order: Order) -> str:
    return Order.objects.values_list("status", flat=True).get(pk=order.pk)
