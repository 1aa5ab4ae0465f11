from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.schema import answered
from core.regions import region
from products.api import examples
from products.models import Category, Product, Sku, Warehouse


@extend_schema_serializer(examples=[answered(examples.CATEGORY)])
class CategorySerializer(serializers.ModelSerializer[Category]):
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    parent = serializers.CharField(  # type: ignore[assignment]  # Field.parent is another thing
        source="parent.slug",
        default=None,
        allow_null=True,
        help_text="Slug of the category above, or null.",
    )

    class Meta:
        model = Category
        fields = ("slug", "name", "parent")


@extend_schema_serializer(examples=[answered(examples.STORE)])
class StoreSerializer(serializers.ModelSerializer[Warehouse]):
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    region = serializers.SerializerMethodField(help_text="The division as people write it.")

    class Meta:
        model = Warehouse
        fields = ("code", "name", "region_code", "region", "address")

    def get_region(self, store: Warehouse) -> list[str]:
        return list(region(store.region_code).path_names)


class ProductQuerySerializer(serializers.Serializer[None]):
    """What the list of products may be asked for."""

    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=60,
        help_text="Part of a name in either language, or a SKU code.",
    )
    category = serializers.SlugField(
        required=False,
        allow_blank=True,
        max_length=60,
        help_text="Slug; categories below it are included.",
    )


@extend_schema_serializer(examples=[answered(examples.PRODUCT_SUMMARY)])
class ProductSummarySerializer(serializers.ModelSerializer[Product]):
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    category = serializers.SlugRelatedField[Category](slug_field="slug", read_only=True)
    price_from = MoneyField(source="lowest_price_amount")
    in_stock = serializers.BooleanField(help_text="Whether anything of it can be ordered now.")

    class Meta:
        model = Product
        fields = ("slug", "name", "kind", "category", "image", "price_from", "in_stock")


class AttributeSerializer(serializers.Serializer[dict[str, str]]):
    name = serializers.CharField()
    value = serializers.CharField()


class SkuSerializer(serializers.ModelSerializer[Sku]):
    """Needs ``context["available"]``: SKU id -> pieces."""

    attributes = AttributeSerializer(source="spoken_attributes", many=True)
    price = MoneyField(source="list_price_amount")
    available = serializers.SerializerMethodField(
        help_text="Pieces that can be ordered for shipping at this moment."
    )

    class Meta:
        model = Sku
        fields = ("code", "attributes", "price", "weight_grams", "image", "available")

    @extend_schema_field(serializers.IntegerField(min_value=0))
    def get_available(self, sku: Sku) -> int:
        available: int = self.context["available"][sku.pk]
        return available


@extend_schema_serializer(examples=[answered(examples.PRODUCT)])
class ProductSerializer(serializers.ModelSerializer[Product]):
    """Needs ``context["available"]``: SKU id -> pieces."""

    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    description = serializers.CharField(source="spoken_description")
    category = CategorySerializer()
    skus = SkuSerializer(many=True)

    class Meta:
        model = Product
        fields = ("slug", "name", "kind", "description", "category", "image", "skus")

    def to_representation(self, product: Product) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(product)
        for sku in shown["skus"]:
            sku["image"] = sku["image"] or shown["image"]
        return shown
