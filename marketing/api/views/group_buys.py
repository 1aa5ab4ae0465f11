from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from marketing.api.serializers.group_buys import (
    GroupOfferSerializer,
    GroupTeamSerializer,
    OwnGroupTeamSerializer,
)
from marketing.models import GroupOffer, GroupTeam
from marketing.selectors import group_buys
from members.api.authentication import member_of
from products.api.views import PublicView

PROMOTIONS = ["Promotions"]


class GroupOffersView(PublicView, ListAPIView[GroupOffer]):
    serializer_class = GroupOfferSerializer

    def get_queryset(self) -> QuerySet[GroupOffer]:
        return group_buys.open_offers(at=clock.now())

    @extend_schema(
        operation_id="group_offers_list",
        tags=PROMOTIONS,
        description="Group offers under which teams may be opened, newest first. Open a team, or "
        "join one, by placing an order with `deal` `{kind: group_buy, id, team}`.",
        auth=[],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class GroupOfferView(PublicView):
    @extend_schema(
        operation_id="group_offers_read",
        tags=PROMOTIONS,
        description="A group offer; also when it is over.",
        auth=[],
        responses=GroupOfferSerializer,
    )
    def get(self, request: Request, offer: UUID) -> Response:
        found = group_buys.offer_of(offer, at=clock.now())
        return Response(GroupOfferSerializer(found).data)


class JoinableTeamsView(PublicView):
    @extend_schema(
        operation_id="group_offers_teams",
        tags=PROMOTIONS,
        description="Teams of the offer with a free seat, up to 20: the one that ends first "
        "before the others.",
        auth=[],
        responses=GroupTeamSerializer(many=True),
    )
    def get(self, request: Request, offer: UUID) -> Response:
        at = clock.now()
        teams = group_buys.joinable_teams(group_buys.offer_of(offer, at=at), at=at)
        return Response([GroupTeamSerializer(team).data for team in teams])


class GroupTeamView(PublicView):
    @extend_schema(
        operation_id="group_teams_read",
        tags=PROMOTIONS,
        description="A team by its share code: how far it is, and who is in it.",
        auth=[],
        responses=GroupTeamSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(GroupTeamSerializer(group_buys.team_numbered(code)).data)


class OwnGroupTeamsView(ListAPIView[GroupTeam]):
    serializer_class = OwnGroupTeamSerializer

    def get_queryset(self) -> QuerySet[GroupTeam]:
        if getattr(self, "swagger_fake_view", False):
            return GroupTeam.objects.none()
        return group_buys.teams_of(member_of(self.request).pk)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if getattr(self, "swagger_fake_view", False):
            return context
        return context | {"member_id": member_of(self.request).pk}

    @extend_schema(
        operation_id="group_teams_list",
        tags=PROMOTIONS,
        description="The teams in which the member has a seat, or had a paid one; newest first.",
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
