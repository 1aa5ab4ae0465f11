from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.schema import answered
from marketing.api import examples
from marketing.api.serializers.flash_sales import FlashSaleSerializer
from marketing.api.serializers.group_buys import GroupOfferSerializer
from marketing.api.serializers.presales import PresaleSerializer


@extend_schema_serializer(examples=[answered(examples.PRODUCT_DEALS)])
class ProductDealsSerializer(serializers.Serializer[Any]):
    """Needs ``context["at"]``."""

    flash_sales = FlashSaleSerializer(many=True, help_text="With the offers of this product alone.")
    group_offers = GroupOfferSerializer(many=True)
    presales = PresaleSerializer(many=True)
