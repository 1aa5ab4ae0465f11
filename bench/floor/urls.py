"""What placing an order and previewing one cost at the least, through the ORM."""

import json
import secrets

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

from core.health import healthz
from core.models import IdempotencyKey
from orders.models import Instalment, Order, OrderLine, OrderTransition, TimelineEntry
from products.models import Reservation, Sku, StockItem, StockMovement


def place(request: HttpRequest) -> JsonResponse:
    wanted = json.loads(request.body)
    at = timezone.now()
    with transaction.atomic():
        skus = list(Sku.objects.filter(code__in=wanted["items"]).select_related("product"))
        amount = sum(sku.list_price_amount for sku in skus)
        order = Order.objects.create(
            number=f"{secrets.randbelow(10**20):020}",
            member_id=wanted["member"],
            entry_point="buy_now",
            goods_amount=amount,
            shipping_amount=0,
            payable_amount=amount,
            placed_at=at,
        )
        OrderLine.objects.bulk_create(
            OrderLine(
                order=order,
                number=number,
                sku=sku,
                sku_code=sku.code,
                name=sku.product.name,
                quantity=1,
                list_price_amount=sku.list_price_amount,
                price_kind="list",
                unit_price_amount=sku.list_price_amount,
                amount=sku.list_price_amount,
            )
            for number, sku in enumerate(skus, start=1)
        )
        Instalment.objects.create(order=order, purpose="full", amount=amount, opens_at=at)
        OrderTransition.objects.create(
            order=order, version=1, name="place", target=order.status, actor="floor", at=at
        )
        TimelineEntry.objects.create(order=order, kind="order.place", actor="floor", at=at)
        IdempotencyKey.objects.create(
            scope="floor", key=order.number, status=201, answer={}, created_at=at
        )
        stock = list(StockItem.objects.filter(sku__in=skus).order_by("pk"))
        Reservation.objects.bulk_create(
            Reservation(
                reference=order.number,
                line=number,
                stock_item=item,
                quantity=1,
                status="reserved",
                reserved_at=at,
            )
            for number, item in enumerate(stock, start=1)
        )
        StockMovement.objects.bulk_create(
            StockMovement(
                stock_item=item,
                kind="reserve",
                on_hand_delta=0,
                reserved_delta=1,
                reference=order.number,
                actor="floor",
                at=at,
            )
            for item in stock
        )
        StockItem.objects.filter(pk__in=[item.pk for item in stock]).update(
            reserved=F("reserved") + 1
        )
    return JsonResponse({"number": order.number}, status=201)


def preview(request: HttpRequest) -> JsonResponse:
    """What a preview costs at the least: the goods, read and summed up."""
    quantities = {item["sku"]: item["quantity"] for item in json.loads(request.body)["items"]}
    skus = Sku.objects.filter(code__in=quantities).select_related("product")
    lines = [
        {
            "sku": sku.code,
            "name": sku.product.name,
            "amount": sku.list_price_amount * quantities[sku.code],
        }
        for sku in skus
    ]
    return JsonResponse({"lines": lines, "goods": sum(line["amount"] for line in lines)})


urlpatterns = [path("place", place), path("preview", preview), path("healthz", healthz)]
