from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from marketing.api.serializers.presales import PresaleSerializer
from marketing.selectors import presales
from members.api.authentication import member_of

PROMOTIONS = ["Promotions"]


class PresalesView(APIView):
    @extend_schema(
        operation_id="presales_list",
        tags=PROMOTIONS,
        description="Presales ahead, open, or waiting for their balances: a few, not paged.",
        responses=PresaleSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        shown = presales.presales_shown(member_id=member_of(request).pk, at=clock.now())
        return Response(PresaleSerializer(shown, many=True).data)
