import hashlib

from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from marketing.api.serializers.flash_sales import FlashSalesSerializer
from marketing.selectors import flash_sales
from products.api.views import PublicView


class FlashSalesView(PublicView):
    @extend_schema(
        operation_id="flash_sales_list",
        tags=["Promotions"],
        description="The flash sales that run, and those of the next days, with what is left of "
        "each offer. Send the ETag back as If-None-Match to poll: 304 if nothing has changed.",
        auth=[],
        responses={200: FlashSalesSerializer, 304: None},
    )
    def get(self, request: Request) -> Response:
        at = clock.now()
        on_offer = {"server_time": at, "sales": flash_sales.flash_sales(at=at)}
        shown = FlashSalesSerializer(on_offer, context={"at": at}).data
        content = hashlib.sha256(JSONRenderer().render(shown["sales"])).hexdigest()[:32]
        headers = {"ETag": f'"{content}"', "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match", "").removeprefix("W/") == headers["ETag"]:
            return Response(status=304, headers=headers)
        return Response(shown, headers=headers)
