from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.schema import answered
from marketing.api import examples
from marketing.api.serializers.offers import OfferSerializer


@extend_schema_serializer(examples=[answered(examples.MALL_ITEM)])
class MallItemSerializer(OfferSerializer):
    points = serializers.IntegerField(help_text="Of a piece.")
    cash = MoneyField(source="cash_amount", help_text="Of a piece, beside the points.")
    affordable = serializers.SerializerMethodField(
        help_text="Whether the member has the points for a piece now."
    )

    def get_affordable(self, item: Any) -> bool:
        available: int = self.context["points"]
        return bool(item.points <= available)


@extend_schema_serializer(examples=[answered(examples.POINTS_MALL)])
class PointsMallSerializer(serializers.Serializer[Any]):
    points = serializers.IntegerField(help_text="What the member may spend.")
    items = MallItemSerializer(many=True)
