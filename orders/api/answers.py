from rest_framework.response import Response

from core.api.versions import etag
from orders.api.serializers import shown_order
from orders.models import Order


def order_answer(order: Order) -> Response:
    """The order as its page shows it, with the ETag to poll it by."""
    return Response(shown_order(order), headers={"ETag": etag(order.version)})
