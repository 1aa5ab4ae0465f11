from typing import Any

from rest_framework import serializers

from core.api.fields import MoneyField
from marketing.models.offers import LimitedOffer
from products.api.serializers import AttributeSerializer


class OfferSerializer(serializers.Serializer[Any]):
    """What offers with a quota show alike; buy under one by its ``id`` as the checkout's deal."""

    id = serializers.UUIDField(source="public_id")
    sku = serializers.CharField(source="sku.code")
    product = serializers.CharField(source="sku.product.slug", help_text="Its slug.")
    product_name = serializers.CharField(
        source="sku.product.spoken_name", help_text="In the request's language."
    )
    attributes = AttributeSerializer(source="sku.spoken_attributes", many=True)
    image = serializers.SerializerMethodField()
    list_price = MoneyField(source="sku.list_price_amount", help_text="Of a piece, elsewhere.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    quota = serializers.IntegerField(help_text="Pieces in all.")
    left = serializers.IntegerField(help_text="Of the quota.")
    per_member_limit = serializers.IntegerField()
    mine = serializers.IntegerField(help_text="Pieces that the member has ordered under it.")

    def get_image(self, offer: LimitedOffer) -> str:
        return offer.sku.image or offer.sku.product.image
