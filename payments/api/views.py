from collections.abc import Callable

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api.idempotency import IDEMPOTENCY_KEY, claim_of, idempotent
from core.api.throttling import client_ip
from core.api.versions import IF_MATCH, expected_version
from members.api.authentication import member_of
from orders import selectors as orders
from orders.api.answers import order_answer
from orders.api.serializers import OrderSerializer
from payments import selectors, services
from payments.api.serializers import (
    AttemptSerializer,
    CancelSerializer,
    CreateTopUpSerializer,
    MethodsSerializer,
    PaymentsSerializer,
    StartPaymentSerializer,
    TopUpSerializer,
)
from payments.lifecycle import TopUpStatus
from payments.models import TopUp

PAYMENTS, TOP_UPS = ["Payments"], ["Top-ups"]


class PaymentsView(APIView):
    @extend_schema(
        operation_id="payments_start",
        tags=PAYMENTS,
        description=(
            "Pay an order, by one method or by several. What the member has with the shop is set "
            "aside, and paid at once where it covers everything; for a provider that takes the "
            "rest, the answer holds what the client needs. payment.insufficient says what is "
            "missing. What is paid inside WeChat needs the member's openid there: "
            "payment.openid_needed asks to sign in with WeChat, or to link it. On "
            "payment.provider_unreachable repeat it with the same key: the same payment goes on."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request=StartPaymentSerializer,
        responses={201: AttemptSerializer},
    )
    def post(self, request: Request, number: str) -> Response:
        order_id = orders.order_id_of(number, member_id=member_of(request).pk)
        claim = claim_of(request, f"payments.start {number}")
        wanted = StartPaymentSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        attempt = services.start_payment(
            order_id=order_id,
            way=wanted.way(client_ip=client_ip(request)),
            claim=claim,
            actor=member_of(request).actor,
            at=clock.now(),
        )
        return Response(AttemptSerializer(attempt).data, status=201)

    @extend_schema(
        operation_id="payments_list",
        tags=PAYMENTS,
        description="The order's payments and refunds, with where they stand.",
        responses=PaymentsSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        order_id = orders.order_id_of(number, member_id=member_of(request).pk)
        found = {
            "payments": selectors.attempts_of(order_id),
            "refunds": selectors.refunds_of(order_id),
        }
        return Response(PaymentsSerializer(found).data)


class PaymentMethodsView(APIView):
    looks_ahead = True

    @extend_schema(
        operation_id="payments_methods",
        tags=PAYMENTS,
        description=(
            "What is to be paid next, in which ways it may be, and what each of the methods named "
            "would pay of it: ?methods=points&methods=wechat. Refused as the payment would be."
        ),
        parameters=[StartPaymentSerializer],
        responses=MethodsSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        order = orders.order_of(number, member_id=member_of(request).pk)
        return methods_answer(request, services.PayableOrder(order))


def methods_answer(request: Request, payable: services.Payable) -> Response:
    way = None
    if {"method", "methods"} & request.query_params.keys():
        wanted = StartPaymentSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        way = wanted.way()
    choice = services.choice_of(payable, way, at=clock.now())
    return Response(MethodsSerializer(choice).data)


class CancelView(APIView):
    @extend_schema(
        operation_id="orders_cancel",
        tags=["Orders"],
        description=(
            "Cancel an unpaid order. An open payment is closed at its provider first: "
            "payment.already_paid when the money is there, payment.unsettled while the provider "
            "has not answered (cancelling goes on by itself)."
        ),
        parameters=[IF_MATCH],
        request=CancelSerializer,
        responses=OrderSerializer,
    )
    def post(self, request: Request, number: str) -> Response:
        return _ended(request, number, services.close_unpaid_order)


def _ended(request: Request, number: str, end: Callable[..., None]) -> Response:
    """The order after its member has given it up, in the way of ``end``."""
    order_id = orders.order_id_of(number, member_id=member_of(request).pk)
    wanted = CancelSerializer(data=request.data)
    wanted.is_valid(raise_exception=True)
    end(
        order_id=order_id,
        reason=wanted.validated_data["reason"],
        actor=member_of(request).actor,
        at=clock.now(),
        version=expected_version(request),
    )
    return order_answer(orders.order_of(number, member_id=member_of(request).pk))


class LeaveTeamView(APIView):
    @extend_schema(
        operation_id="orders_leave_team",
        tags=["Orders"],
        description=(
            "Leave a group-buy team that is still forming, where the shop allows it: the order "
            "is refunded whole, and its seat is free for others."
        ),
        parameters=[IF_MATCH],
        request=None,
        responses=OrderSerializer,
    )
    def post(self, request: Request, number: str) -> Response:
        services.leave_group(
            order_id=orders.order_id_of(number, member_id=member_of(request).pk),
            actor=member_of(request).actor,
            at=clock.now(),
            version=expected_version(request),
        )
        return order_answer(orders.order_of(number, member_id=member_of(request).pk))


class ForfeitView(APIView):
    @extend_schema(
        operation_id="orders_forfeit",
        tags=["Orders"],
        description=(
            "Presale: give up paying the balance. The order closes, and its deposit stays with the "
            "shop. An open payment is closed at its provider first, as when cancelling."
        ),
        parameters=[IF_MATCH],
        request=CancelSerializer,
        responses=OrderSerializer,
    )
    def post(self, request: Request, number: str) -> Response:
        return _ended(request, number, services.forfeit_unpaid_balance)


class TopUpsView(ListAPIView[TopUp]):
    serializer_class = TopUpSerializer

    def get_queryset(self) -> QuerySet[TopUp]:
        top_ups = selectors.top_ups_of(member_of(self.request).pk)
        status = self.request.query_params.get("status")
        if status is None:
            return top_ups
        if status not in TopUpStatus:
            raise serializers.ValidationError({"status": [f"one of {', '.join(TopUpStatus)}"]})
        return top_ups.filter(status=status)

    @extend_schema(
        operation_id="top_ups_list",
        tags=TOP_UPS,
        description="The member's top-ups, newest first.",
        parameters=[OpenApiParameter("status", enum=list(TopUpStatus.values))],
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="top_ups_create",
        tags=TOP_UPS,
        description=(
            "Begin to put money on the balance, or on the stored value. It is the member's once "
            "it is paid, by a payment of its own; unpaid, it closes at due_at. "
            "top_up.out_of_range and top_up.limit_reached say how much may be topped up; "
            "wallet.frozen (403) refuses a wallet that the shop has frozen."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request=CreateTopUpSerializer,
        responses={201: TopUpSerializer},
    )
    @idempotent("top_ups.create")
    def post(self, request: Request) -> Response:
        wanted = CreateTopUpSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        top_up = services.create_top_up(
            member_id=member_of(request).pk,
            purpose=wanted.validated_data["purpose"],
            amount=wanted.validated_data["amount"]["amount"],
            actor=member_of(request).actor,
            at=clock.now(),
        )
        return Response(TopUpSerializer(top_up).data, status=201)


def _top_up(request: Request, number: str) -> TopUp:
    return selectors.top_up_numbered(number, member_id=member_of(request).pk)


class TopUpView(APIView):
    @extend_schema(
        operation_id="top_ups_read",
        tags=TOP_UPS,
        description="One top-up, with where it stands.",
        responses=TopUpSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        return Response(TopUpSerializer(_top_up(request, number)).data)


class TopUpPaymentsView(APIView):
    @extend_schema(
        operation_id="top_ups_pay",
        tags=TOP_UPS,
        description=(
            "Pay a top-up, by one provider alone; otherwise as an order is paid. What the member "
            "has with the shop is refused as payment.method_unavailable."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request=StartPaymentSerializer,
        responses={201: AttemptSerializer},
    )
    def post(self, request: Request, number: str) -> Response:
        top_up = _top_up(request, number)
        claim = claim_of(request, f"top_ups.pay {number}")
        wanted = StartPaymentSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        attempt = services.start_top_up_payment(
            top_up_id=top_up.pk,
            way=wanted.way(client_ip=client_ip(request)),
            claim=claim,
            actor=member_of(request).actor,
            at=clock.now(),
        )
        return Response(AttemptSerializer(attempt).data, status=201)

    @extend_schema(
        operation_id="top_ups_payments",
        tags=TOP_UPS,
        description="The top-up's payments, and what of them went back.",
        responses=PaymentsSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        payable = services.PayableTopUp(_top_up(request, number))
        found = {"payments": payable.attempts, "refunds": payable.refunds}
        return Response(PaymentsSerializer(found).data)


class TopUpMethodsView(APIView):
    looks_ahead = True

    @extend_schema(
        operation_id="top_ups_methods",
        tags=TOP_UPS,
        description="What is to be paid, and the providers that take it: ?method=wechat.",
        parameters=[StartPaymentSerializer],
        responses=MethodsSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        return methods_answer(request, services.PayableTopUp(_top_up(request, number)))


class CancelTopUpView(APIView):
    @extend_schema(
        operation_id="top_ups_cancel",
        tags=TOP_UPS,
        description=(
            "Give up a top-up that is not paid. An open payment is closed at its provider first, "
            "as when an order is cancelled."
        ),
        request=CancelSerializer,
        responses=TopUpSerializer,
    )
    def post(self, request: Request, number: str) -> Response:
        wanted = CancelSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        services.close_top_up(
            top_up_id=_top_up(request, number).pk,
            reason=wanted.validated_data["reason"],
            actor=member_of(request).actor,
            at=clock.now(),
        )
        return Response(TopUpSerializer(_top_up(request, number)).data)
