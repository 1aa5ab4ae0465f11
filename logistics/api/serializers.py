from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.schema import answered
from logistics.api import examples
from logistics.models import Shipment, ShipmentLine, TrackingNumber


class ShipmentLineSerializer(serializers.ModelSerializer[ShipmentLine]):
    line = serializers.IntegerField(source="order_line.number", help_text="of the order")
    sku = serializers.CharField(source="order_line.sku_code")

    class Meta:
        model = ShipmentLine
        fields = ("line", "sku", "quantity")


class TrackingNumberSerializer(serializers.ModelSerializer[TrackingNumber]):
    courier = serializers.CharField(source="courier.code")
    courier_name = serializers.CharField(source="courier")

    class Meta:
        model = TrackingNumber
        fields = ("courier", "courier_name", "number")


@extend_schema_serializer(examples=[answered(examples.SHIPMENT)])
class ShipmentSerializer(serializers.ModelSerializer[Shipment]):
    status_text = serializers.CharField(source="get_status_display")
    lines = ShipmentLineSerializer(many=True)
    tracking_numbers = TrackingNumberSerializer(many=True)

    class Meta:
        model = Shipment
        fields = (
            "number",
            "status",
            "status_text",
            "lines",
            "tracking_numbers",
            "shipped_at",
            "delivered_at",
            "confirmed_at",
        )
