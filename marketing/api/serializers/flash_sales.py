from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.schema import answered
from marketing.api import examples
from marketing.models import FlashItem, FlashSale, FlashSaleState
from products.api.serializers import AttributeSerializer


class FlashItemSerializer(serializers.Serializer[FlashItem]):
    id = serializers.UUIDField(
        source="public_id", help_text="Of the offer: order it with this in `deal.id`."
    )
    product = serializers.CharField(source="sku.product.slug", help_text="Its slug.")
    sku = serializers.CharField(source="sku.code")
    name = serializers.CharField(
        source="sku.product.spoken_name", help_text="In the request's language."
    )
    attributes = AttributeSerializer(source="sku.spoken_attributes", many=True)
    image = serializers.SerializerMethodField()
    price = MoneyField(source="price_amount")
    list_price = MoneyField(source="sku.list_price_amount")
    per_member_limit = serializers.IntegerField()
    quota = serializers.IntegerField(help_text="Pieces in all.")
    sold = serializers.SerializerMethodField(
        help_text="Of them, in orders, paid or still to be paid."
    )
    left = serializers.IntegerField(help_text="May grow again: unpaid orders give theirs back.")

    def get_sold(self, item: Any) -> int:
        sold: int = item.quota - item.left
        return sold

    def get_image(self, item: FlashItem) -> str:
        return item.sku.image or item.sku.product.image


class FlashSaleSerializer(serializers.Serializer[FlashSale]):
    """Needs ``context["at"]``."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    state = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    takes_coupons = serializers.BooleanField()
    items = FlashItemSerializer(many=True)

    @extend_schema_field(serializers.ChoiceField(FlashSaleState.choices))
    def get_state(self, sale: FlashSale) -> str:
        return sale.state(self.context["at"])


@extend_schema_serializer(examples=[answered(examples.FLASH_SALES)])
class FlashSalesSerializer(serializers.Serializer[Any]):
    server_time = serializers.DateTimeField(
        help_text="What countdowns run by: the clock of a shopper's device may be wrong."
    )
    sales = FlashSaleSerializer(many=True)
