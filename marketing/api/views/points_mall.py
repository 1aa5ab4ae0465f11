from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from marketing.api.serializers.points_mall import PointsMallSerializer
from marketing.selectors import points_mall
from members import selectors as members
from members.api.authentication import member_of

PROMOTIONS = ["Promotions"]


class PointsMallView(APIView):
    @extend_schema(
        operation_id="points_mall",
        tags=PROMOTIONS,
        description="What points can be spent on now, and what the member has: a few, not paged.",
        responses=PointsMallSerializer,
    )
    def get(self, request: Request) -> Response:
        member_id = member_of(request).pk
        points = max(members.points(member_id).available, 0)
        items = points_mall.items_shown(member_id=member_id, at=clock.now())
        shown = PointsMallSerializer({"points": points, "items": items}, context={"points": points})
        return Response(shown.data)
