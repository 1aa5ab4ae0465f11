from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from marketing.api.serializers.presales import PresaleSerializer
from marketing.selectors import presales

PROMOTIONS = ["Promotions"]


class PresalesView(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="presales_list",
        tags=PROMOTIONS,
        description="Presales ahead, open, or waiting for their balances: a few, not paged. "
        "Anybody may look; who is signed in is told what they have ordered.",
        responses=PresaleSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        member_id = request.user.pk if request.auth else None
        shown = presales.presales_shown(member_id=member_id, at=clock.now())
        return Response(PresaleSerializer(shown, many=True).data)
