from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from products import selectors
from products.api.serializers import (
    CategorySerializer,
    ProductQuerySerializer,
    ProductSerializer,
    ProductSummarySerializer,
    StoreSerializer,
)
from products.models import Category, Product

CATALOGUE = ["Catalogue"]


class PublicView(APIView):
    """The shop window: nobody needs to sign in to look."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class CategoriesView(PublicView, ListAPIView[Category]):
    serializer_class = CategorySerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Category]:
        return selectors.categories()

    @extend_schema(
        operation_id="categories_list",
        tags=CATALOGUE,
        description="All categories, in the order in which the shop shows them.",
        auth=[],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class StoresView(PublicView):
    @extend_schema(
        operation_id="stores_list",
        tags=CATALOGUE,
        description="The shop's branches that are open: a few, not paged.",
        auth=[],
        responses=StoreSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(StoreSerializer(selectors.stores(), many=True).data)


class ProductsView(PublicView, ListAPIView[Product]):
    serializer_class = ProductSummarySerializer

    def get_queryset(self) -> QuerySet[Product]:
        asked = ProductQuerySerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        return selectors.products_on_sale(
            search=asked.validated_data.get("q", ""),
            category=asked.validated_data.get("category", ""),
        )

    @extend_schema(
        operation_id="products_list",
        tags=CATALOGUE,
        description="Products on sale, newest first, with their lowest price.",
        auth=[],
        parameters=[ProductQuerySerializer],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ProductView(PublicView):
    @extend_schema(
        operation_id="products_read",
        tags=CATALOGUE,
        description="One product with its SKUs, their prices and what is available right now.",
        auth=[],
        responses=ProductSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        product = selectors.product_on_sale(slug)
        available = selectors.available_by_sku([sku.pk for sku in product.skus.all()])
        return Response(ProductSerializer(product, context={"available": available}).data)
