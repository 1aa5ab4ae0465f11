from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.schema import answered
from logistics import selectors
from logistics.api import examples
from logistics.models import Shipment, ShipmentLine, TrackingEvent, TrackingNumber


class ShipmentLineSerializer(serializers.ModelSerializer[ShipmentLine]):
    line = serializers.IntegerField(source="order_line.number", help_text="of the order")
    sku = serializers.CharField(source="order_line.sku_code")

    class Meta:
        model = ShipmentLine
        fields = ("line", "sku", "quantity")


class TrackingNumberSerializer(serializers.ModelSerializer[TrackingNumber]):
    courier = serializers.CharField(source="courier.code")
    courier_name = serializers.CharField(source="courier")
    courier_phone = serializers.CharField(source="courier.phone", help_text='"" where not known')

    class Meta:
        model = TrackingNumber
        fields = ("courier", "courier_name", "courier_phone", "number")


class TrackingEventSerializer(serializers.ModelSerializer[TrackingEvent]):
    state = serializers.CharField(help_text='"" where the courier says none')
    state_text = serializers.CharField(source="get_state_display")

    class Meta:
        model = TrackingEvent
        fields = ("at", "text", "place", "state", "state_text")


@extend_schema_serializer(examples=[answered(examples.SHIPMENT)])
class ShipmentSerializer(serializers.ModelSerializer[Shipment]):
    status_text = serializers.CharField(source="get_status_display")
    lines = ShipmentLineSerializer(many=True)
    tracking_numbers = TrackingNumberSerializer(many=True)
    trouble = serializers.CharField(help_text='what is wrong on its way, "" where nothing is')
    trouble_text = serializers.CharField(source="get_trouble_display")
    trail = serializers.SerializerMethodField()

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
            "trouble",
            "trouble_text",
            "trail",
        )

    @extend_schema_field(TrackingEventSerializer(many=True))
    def get_trail(self, shipment: Shipment) -> list[dict[str, Any]]:
        """The scans of all its numbers, newest first."""
        return list(TrackingEventSerializer(selectors.trail_of(shipment), many=True).data)
