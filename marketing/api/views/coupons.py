from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api.idempotency import IDEMPOTENCY_KEY, idempotent
from marketing import services
from marketing.api.serializers.coupons import (
    ClaimableSerializer,
    CouponSerializer,
    RedeemSerializer,
)
from marketing.models import Coupon
from marketing.selectors import coupons as selectors
from marketing.selectors.coupons import CouponState
from members.api.authentication import member_of

PROMOTIONS = ["Promotions"]


class CouponCentreView(APIView):
    @extend_schema(
        operation_id="coupons_centre",
        tags=PROMOTIONS,
        description="The coupons that may be claimed now, what ends first before the rest, with "
        "what is left of each.",
        responses=ClaimableSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        offered = selectors.claimable(member_of(request).pk, at=clock.now())
        return Response(ClaimableSerializer(offered, many=True).data)


class ClaimView(APIView):
    @extend_schema(
        operation_id="coupons_claim",
        tags=PROMOTIONS,
        description="Claim a coupon of the coupon centre.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={201: CouponSerializer},
    )
    @idempotent("coupons.claim")
    def post(self, request: Request, template: UUID) -> Response:
        coupon = services.claim_coupon(
            template_id=selectors.template_known_as(str(template)).pk,
            member_id=member_of(request).pk,
            at=clock.now(),
        )
        return Response(CouponSerializer(coupon).data, status=201)


class RedeemView(APIView):
    @extend_schema(
        operation_id="coupons_redeem",
        tags=PROMOTIONS,
        description="Redeem an exchange code that is good for a coupon. A member has so many tries "
        "an hour; a code for goods is refused with what it is good for (exchange_code.for_goods), "
        "and used by placing an order.",
        parameters=[IDEMPOTENCY_KEY],
        request=RedeemSerializer,
        responses={201: CouponSerializer},
    )
    @idempotent("coupons.redeem")
    def post(self, request: Request) -> Response:
        typed = RedeemSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        coupon = services.redeem_for_coupon(
            code=typed.validated_data["code"], member_id=member_of(request).pk, at=clock.now()
        )
        return Response(CouponSerializer(coupon).data, status=201)


class CouponsView(ListAPIView[Coupon]):
    serializer_class = CouponSerializer

    def get_queryset(self) -> QuerySet[Coupon]:
        state = self.request.query_params.get("state", CouponState.USABLE)
        if state not in list(CouponState):
            raise serializers.ValidationError({"state": [f"one of {', '.join(CouponState)}"]})
        member_id = member_of(self.request).pk
        return selectors.in_state(CouponState(state), member_id=member_id, at=clock.now())

    @extend_schema(
        operation_id="coupons_list",
        tags=PROMOTIONS,
        description="The member's coupons, newest first. `usable` has those too whose days are "
        "still to come.",
        parameters=[
            OpenApiParameter("state", enum=list(CouponState), default=CouponState.USABLE.value)
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
