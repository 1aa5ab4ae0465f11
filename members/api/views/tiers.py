from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.clock import now
from members import selectors
from members.api.authentication import member_of
from members.api.serializers.tiers import (
    GrowthLineSerializer,
    StandingSerializer,
    TierChangeSerializer,
)
from members.models import GrowthEntry, TierChange

TIERS = ["Tiers and growth"]


class StandingView(APIView):
    @extend_schema(
        operation_id="tier_get",
        tags=TIERS,
        description="The member's tier with its benefits, growth, and how far it is to the next.",
        responses=StandingSerializer,
    )
    def get(self, request: Request) -> Response:
        standing = selectors.standing(member_of(request).pk, at=now())
        return Response(StandingSerializer(standing).data)


class TierChangesView(ListAPIView[TierChange]):
    serializer_class = TierChangeSerializer

    def get_queryset(self) -> QuerySet[TierChange]:
        return selectors.tier_changes(member_of(self.request).pk)

    @extend_schema(
        operation_id="tier_changes",
        tags=TIERS,
        description="The member's steps up and down, newest first, and the growth of the year that "
        "they went by.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)


class GrowthView(ListAPIView[GrowthEntry]):
    serializer_class = GrowthLineSerializer

    def get_queryset(self) -> QuerySet[GrowthEntry]:
        return selectors.growth_entries(member_of(self.request).pk)

    @extend_schema(
        operation_id="growth_statement",
        tags=TIERS,
        description="What the member's growth consists of, newest first.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)
