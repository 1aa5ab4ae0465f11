from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api.idempotency import IDEMPOTENCY_KEY, claim_of
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
    MethodsSerializer,
    PaymentsSerializer,
    StartPaymentSerializer,
)

PAYMENTS = ["Payments"]


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
        way = None
        if {"method", "methods"} & request.query_params.keys():
            wanted = StartPaymentSerializer(data=request.query_params)
            wanted.is_valid(raise_exception=True)
            way = wanted.way()
        instalment = orders.payable_instalment(order, at=clock.now())
        choice = services.choice_of(order, instalment, way)
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
        order_id = orders.order_id_of(number, member_id=member_of(request).pk)
        wanted = CancelSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        services.close_unpaid_order(
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
        order_id = orders.order_id_of(number, member_id=member_of(request).pk)
        wanted = CancelSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        services.forfeit_unpaid_balance(
            order_id=order_id,
            reason=wanted.validated_data["reason"],
            actor=member_of(request).actor,
            at=clock.now(),
            version=expected_version(request),
        )
        return order_answer(orders.order_of(number, member_id=member_of(request).pk))
