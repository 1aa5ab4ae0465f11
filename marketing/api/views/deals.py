from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from marketing.api.serializers.deals import ProductDealsSerializer
from marketing.selectors import flash_sales, group_buys, presales
from products.api.views import PublicView


class ProductDealsView(PublicView):
    @extend_schema(
        operation_id="products_deals",
        tags=["Promotions"],
        description="Under which offers a product can be bought: flash sales, running or of the "
        "next days, group offers that are open, and presales. Empty lists where there are none.",
        auth=[],
        responses=ProductDealsSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        at = clock.now()
        deals = {
            "flash_sales": flash_sales.flash_sales_of(slug, at=at),
            "group_offers": group_buys.open_offers(at=at).filter(product__slug=slug),
            "presales": presales.presales_shown(member_id=None, at=at).filter(
                sku__product__slug=slug
            ),
        }
        return Response(ProductDealsSerializer(deals, context={"at": at}).data)
