from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketing.api.serializers.group_buys import OwnGroupTeamSerializer
from marketing.selectors.group_buys import team_of_order
from members.api.authentication import member_of
from orders import selectors


class OrderTeamView(APIView):
    @extend_schema(
        operation_id="orders_team",
        tags=["Orders"],
        description="The team of an order that was made under a group offer.",
        responses=OwnGroupTeamSerializer,
    )
    def get(self, request: Request, number: str) -> Response:
        member_id = member_of(request).pk
        selectors.order_id_of(number, member_id=member_id)  # theirs alone
        shown = OwnGroupTeamSerializer(team_of_order(number), context={"order": number})
        return Response(shown.data)
