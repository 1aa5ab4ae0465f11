"""The cart. Every change answers with the cart as it is then, so that no client asks twice."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api.idempotency import IDEMPOTENCY_KEY, idempotent
from members.api.authentication import member_of
from orders import selectors, services
from orders.api.serializers import (
    CartLineChangeSerializer,
    CartPlaceSerializer,
    CartQuoteSerializer,
    CartSerializer,
    ItemSerializer,
    MergedSerializer,
    MergeSerializer,
    OrderSerializer,
    QuoteSerializer,
    SelectionSerializer,
    shown_order,
)
from orders.api.views.quotes import new_quote_shown
from orders.services import Item, LeftOut

CART, CHECKOUT, ORDERS = ["Cart"], ["Checkout"], ["Orders"]


class CartView(APIView):
    @extend_schema(
        operation_id="cart_read",
        tags=CART,
        description="The cart, newest line first, with live prices and stock. What is not for sale "
        "any more is still there, in the state `gone`; it counts in no figure.",
        responses=CartSerializer,
    )
    def get(self, request: Request) -> Response:
        return _cart(request)

    @extend_schema(
        operation_id="cart_select",
        tags=CART,
        description="Select all lines, or none.",
        request=SelectionSerializer,
        responses=CartSerializer,
    )
    def patch(self, request: Request) -> Response:
        wanted = SelectionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        services.select_cart(member_id=member_of(request).pk, **wanted.validated_data)
        return _cart(request)

    @extend_schema(
        operation_id="cart_empty",
        tags=CART,
        description="Take everything out.",
        responses={200: CartSerializer},
    )
    def delete(self, request: Request) -> Response:
        services.empty_cart(member_id=member_of(request).pk)
        return _cart(request)


class CartLinesView(APIView):
    @extend_schema(
        operation_id="cart_add",
        tags=CART,
        description="Add so many pieces of a SKU, on top of those in the cart, and select it.",
        request=ItemSerializer,
        responses=CartSerializer,
    )
    def post(self, request: Request) -> Response:
        wanted = ItemSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        item = Item(wanted.validated_data["sku"], wanted.validated_data["quantity"])
        services.add_to_cart(member_id=member_of(request).pk, item=item, at=clock.now())
        return _cart(request)


class CartLineView(APIView):
    @extend_schema(
        operation_id="cart_change",
        tags=CART,
        description="Set how many pieces, whether the line is selected, or both.",
        request=CartLineChangeSerializer,
        responses=CartSerializer,
    )
    def patch(self, request: Request, sku: str) -> Response:
        wanted = CartLineChangeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        services.change_cart_line(
            member_id=member_of(request).pk, sku_code=sku, **wanted.validated_data
        )
        return _cart(request)

    @extend_schema(
        operation_id="cart_remove",
        tags=CART,
        description="Take a line out.",
        responses={200: CartSerializer},
    )
    def delete(self, request: Request, sku: str) -> Response:
        services.remove_from_cart(member_id=member_of(request).pk, sku_code=sku)
        return _cart(request)


class CartMergeView(APIView):
    @extend_schema(
        operation_id="cart_merge",
        tags=CART,
        description="After sign-in: put in what was collected before. A SKU that is in both is "
        "there as often as in the fuller of the two; a repeat changes nothing.",
        request=MergeSerializer,
        responses=MergedSerializer,
    )
    def post(self, request: Request) -> Response:
        wanted = MergeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        items = [Item(row["sku"], row["quantity"]) for row in wanted.validated_data["items"]]
        left_out = services.merge_into_cart(
            member_id=member_of(request).pk, items=items, at=clock.now()
        )
        return _merged(request, left_out)


class CartPreviewView(APIView):
    @extend_schema(
        operation_id="cart_preview",
        tags=CHECKOUT,
        description="What the selected lines cost, delivered to an address. Changes nothing.",
        request=CartQuoteSerializer,
        responses=QuoteSerializer,
    )
    def post(self, request: Request) -> Response:
        wanted = CartQuoteSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        checkout = services.quote_cart(
            member_id=member_of(request).pk,
            address_id=wanted.validated_data["address"],
            coupons=wanted.validated_data["coupons"],
            at=clock.now(),
        )
        return Response(QuoteSerializer(checkout.quote).data)


class CartPlaceView(APIView):
    @extend_schema(
        operation_id="cart_place",
        tags=CHECKOUT,
        description="Place an order for the selected lines at what the quote with this fingerprint "
        "says; they leave the cart with it. Of two windows that order the same cart, one gets it.",
        parameters=[IDEMPOTENCY_KEY],
        request=CartPlaceSerializer,
        responses={201: OrderSerializer},
    )
    @idempotent("cart.place")
    def post(self, request: Request) -> Response:
        wanted = CartPlaceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        with new_quote_shown():
            order = services.place_cart(
                member_id=member_of(request).pk,
                address_id=wanted.validated_data["address"],
                coupons=wanted.validated_data["coupons"],
                fingerprint=wanted.validated_data["fingerprint"],
                remark=wanted.validated_data["remark"],
                actor=member_of(request).actor,
                at=clock.now(),
            )
        return Response(shown_order(order), status=201)


class BuyAgainView(APIView):
    @extend_schema(
        operation_id="orders_buy_again",
        tags=ORDERS,
        description="Put the lines of an order back into the cart, at today's prices, and say "
        "which cannot be. A repeat changes nothing.",
        request=None,
        responses=MergedSerializer,
    )
    def post(self, request: Request, number: str) -> Response:
        member_id = member_of(request).pk
        left_out = services.buy_again(
            order_id=selectors.order_id_of(number, member_id=member_id),
            member_id=member_id,
            at=clock.now(),
        )
        return _merged(request, left_out)


def _cart(request: Request) -> Response:
    return Response(CartSerializer(selectors.cart_of(member_of(request).pk)).data)


def _merged(request: Request, left_out: list[LeftOut]) -> Response:
    cart = selectors.cart_of(member_of(request).pk)
    return Response(MergedSerializer({"left_out": left_out, "cart": cart}).data)
