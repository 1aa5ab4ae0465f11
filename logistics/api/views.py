from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from logistics import selectors
from logistics.api.serializers import ShipmentSerializer
from members.api.authentication import member_of


class ShipmentsView(APIView):
    @extend_schema(
        operation_id="orders_shipments",
        tags=["Orders"],
        description="The parcels of an order, with their couriers, tracking numbers and trails, "
        "the newest scan first. None before the order is handed to fulfilment.",
        responses=ShipmentSerializer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        shipments = selectors.shipments_of(number, member_id=member_of(request).pk)
        return Response(ShipmentSerializer(shipments, many=True).data)
