from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock, limits
from core.api.idempotency import IDEMPOTENCY_KEY, idempotent
from core.api.schema import answered
from core.api.versions import IF_MATCH, etag, expected_version
from marketing.rules import exchange_tries
from members.api.authentication import member_of
from orders import selectors, services
from orders.api.answers import order_answer
from orders.api.serializers import (
    CheckoutSerializer,
    ExchangeSerializer,
    OrderSerializer,
    OrderSummarySerializer,
    PlaceSerializer,
    QuoteSerializer,
    TimelineSerializer,
    shown_order,
)
from orders.api.views.quotes import new_quote_shown
from orders.lifecycle import OrderStatus
from orders.models import Order, TimelineEntry

CHECKOUT, ORDERS = ["Checkout"], ["Orders"]


class PreviewView(APIView):
    @extend_schema(
        operation_id="checkout_preview",
        tags=CHECKOUT,
        description="What a basket costs, delivered to an address. Changes nothing.",
        request=CheckoutSerializer,
        responses=QuoteSerializer,
    )
    def post(self, request: Request) -> Response:
        wanted = CheckoutSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        checkout = services.quote_order(
            member_id=member_of(request).pk,
            items=wanted.basket,
            address_id=wanted.validated_data["address"],
            coupons=wanted.validated_data["coupons"],
            deal=wanted.deal_wanted,
            at=clock.now(),
        )
        return Response(QuoteSerializer(checkout.quote).data)


class OrdersView(ListAPIView[Order]):
    serializer_class = OrderSummarySerializer

    def get_queryset(self) -> QuerySet[Order]:
        orders = selectors.orders_of(member_of(self.request).pk)
        status = self.request.query_params.get("status")
        if status is None:
            return orders
        if status not in OrderStatus:
            raise serializers.ValidationError({"status": [f"one of {', '.join(OrderStatus)}"]})
        return orders.filter(status=status)

    @extend_schema(
        operation_id="orders_list",
        tags=ORDERS,
        description="The member's orders, newest first.",
        parameters=[OpenApiParameter("status", enum=list(OrderStatus.values))],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="orders_place",
        tags=CHECKOUT,
        description="Buy now, plainly or under an offer: place an order for what the quote with "
        "this fingerprint says.",
        parameters=[IDEMPOTENCY_KEY],
        request=PlaceSerializer,
        responses={201: OrderSerializer},
    )
    @idempotent("orders.place")
    def post(self, request: Request) -> Response:
        wanted = PlaceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        with new_quote_shown():
            order = services.place_order(
                member_id=member_of(request).pk,
                items=wanted.basket,
                address_id=wanted.validated_data["address"],
                coupons=wanted.validated_data["coupons"],
                fingerprint=wanted.validated_data["fingerprint"],
                entry_point=wanted.entry_point,
                deal=wanted.deal_wanted,
                remark=wanted.validated_data["remark"],
                actor=member_of(request).actor,
                at=clock.now(),
            )
        return Response(shown_order(order), status=201)


class ExchangeView(APIView):
    @extend_schema(
        operation_id="checkout_exchange",
        tags=["Promotions"],
        description="Turn an exchange code into an order for what it is good for. With nothing to "
        "pay it is paid at once. Codes are counted, right or wrong: limit.exceeded asks to wait.",
        parameters=[IDEMPOTENCY_KEY],
        request=ExchangeSerializer,
        responses={201: OrderSerializer},
    )
    @idempotent("checkout.exchange")
    def post(self, request: Request) -> Response:
        wanted = ExchangeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        member, at = member_of(request), clock.now()
        limits.spend(exchange_tries(member.pk), at=at)
        order = services.place_exchange(
            member_id=member.pk,
            code=wanted.validated_data["code"],
            address_id=wanted.validated_data["address"],
            remark=wanted.validated_data["remark"],
            actor=member.actor,
            at=at,
        )
        return Response(shown_order(order), status=201)


class CountsView(APIView):
    @extend_schema(
        operation_id="orders_counts",
        tags=ORDERS,
        description="How many of the member's orders are in each state: the figures on the tabs.",
        responses=inline_serializer(
            "OrderCounts", {status: serializers.IntegerField() for status in OrderStatus.values}
        ),
        examples=[answered(dict.fromkeys(OrderStatus.values, 0) | {"shipped": 2})],
    )
    def get(self, request: Request) -> Response:
        counts = selectors.counts_by_status(member_of(request).pk)
        return Response({status: counts.get(status, 0) for status in OrderStatus.values})


class OrderView(APIView):
    @extend_schema(
        operation_id="orders_read",
        tags=ORDERS,
        description="One order. Send the ETag back as If-None-Match to poll: 304 if unchanged.",
        responses={200: OrderSerializer, 304: None},
    )
    def get(self, request: Request, number: str) -> Response:
        member_id = member_of(request).pk
        if known := request.headers.get("If-None-Match"):
            version = selectors.settled_version_of(number, member_id=member_id, at=clock.now())
            if version is not None and known.removeprefix("W/") == etag(version):
                return Response(status=304, headers={"ETag": etag(version)})
        order = selectors.order_of(number, member_id=member_id)
        return order_answer(order)


class TimelineView(ListAPIView[TimelineEntry]):
    serializer_class = TimelineSerializer

    def get_queryset(self) -> QuerySet[TimelineEntry]:
        if getattr(self, "swagger_fake_view", False):
            return TimelineEntry.objects.none()
        order_id = selectors.order_id_of(
            self.kwargs["number"], member_id=member_of(self.request).pk
        )
        return selectors.timeline_of(order_id)

    @extend_schema(
        operation_id="orders_timeline",
        tags=ORDERS,
        description="Everything that happened to the order, newest first.",
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ReceiveView(APIView):
    @extend_schema(
        operation_id="orders_receive",
        tags=ORDERS,
        description="The shopper has received everything.",
        parameters=[IF_MATCH],
        request=None,
        responses=OrderSerializer,
    )
    def post(self, request: Request, number: str) -> Response:
        order = services.receive_order(
            order_id=selectors.order_id_of(number, member_id=member_of(request).pk),
            actor=member_of(request).actor,
            at=clock.now(),
            version=expected_version(request),
        )
        return order_answer(order)


class ExtendReceiptView(APIView):
    @extend_schema(
        operation_id="orders_extend_receipt",
        tags=ORDERS,
        description="Put automatic receipt off, once.",
        parameters=[IF_MATCH],
        request=None,
        responses=OrderSerializer,
    )
    def post(self, request: Request, number: str) -> Response:
        order = services.extend_receipt(
            order_id=selectors.order_id_of(number, member_id=member_of(request).pk),
            actor=member_of(request).actor,
            at=clock.now(),
            version=expected_version(request),
        )
        return order_answer(order)
