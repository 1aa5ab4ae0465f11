from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.schema import answered, asked
from payments import channels
from payments.api import examples
from payments.lifecycle import AttemptStatus
from payments.models import Attempt, PaymentChannel, Refund, RefundLeg, RefundLine


@extend_schema_serializer(examples=[asked(examples.START)])
class StartPaymentSerializer(serializers.Serializer[Any]):
    """How the shopper wants to pay. ``product`` is how the client opens the provider's page."""

    method = serializers.ChoiceField(choices=sorted(channels.PRODUCTS))
    product = serializers.ChoiceField(
        choices=sorted(
            {product for products in channels.PRODUCTS.values() for product in products}
        ),
        required=False,
        help_text="The method's first product where it is left out.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        products = channels.PRODUCTS[attrs["method"]]
        if attrs.setdefault("product", products[0]) not in products:
            raise serializers.ValidationError({"product": [f"one of {', '.join(products)}"]})
        return attrs


@extend_schema_serializer(examples=[answered(examples.ATTEMPT)])
class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    number = serializers.CharField(source="out_trade_no")
    method = serializers.CharField(source="channel")
    amount = MoneyField()
    parameters = serializers.SerializerMethodField(
        help_text="What the client needs to pay. WeChat Pay: code_url to show as a code (native), "
        "h5_url to open, the arguments of WeixinJSBridge (jsapi), wx.requestPayment (mini) or the "
        "app's SDK (app). Alipay: qr_code to show, url to open (page, wap), order_string for the "
        "app's SDK. Empty once it cannot be paid."
    )

    class Meta:
        model = Attempt
        fields = (
            "number",
            "method",
            "product",
            "amount",
            "status",
            "parameters",
            "expires_at",
            "opened_at",
            "ended_at",
        )

    def get_parameters(self, attempt: Attempt) -> dict[str, Any]:
        return attempt.parameters if attempt.status == AttemptStatus.OPEN else {}


class RefundLineSerializer(serializers.ModelSerializer[RefundLine]):
    line = serializers.IntegerField(
        source="line.number", default=None, help_text="Of the order; null for the shipping fee."
    )
    amount = MoneyField(help_text="Less than zero only for a reduction that is no longer earned.")

    class Meta:
        model = RefundLine
        fields = ("kind", "line", "quantity", "amount", "points")


class RefundLegSerializer(serializers.ModelSerializer[RefundLeg]):
    number = serializers.CharField(source="out_refund_no")
    amount = MoneyField()

    class Meta:
        model = RefundLeg
        fields = ("number", "method", "amount", "points", "status", "ended_at")


class RefundSerializer(serializers.ModelSerializer[Refund]):
    amount = MoneyField()
    lines = RefundLineSerializer(
        many=True, help_text="What it gives back, by line; of a returned payment, nothing."
    )
    legs = RefundLegSerializer(
        many=True, help_text="The ways it goes. Accepted is not refunded: only succeeded is."
    )

    class Meta:
        model = Refund
        fields = (
            "number",
            "kind",
            "amount",
            "points",
            "destination",
            "reason",
            "requested_at",
            "finished_at",
            "lines",
            "legs",
        )


@extend_schema_serializer(examples=[answered(examples.PAYMENTS)])
class PaymentsSerializer(serializers.Serializer[Any]):
    """Everything about an order's money, newest first."""

    payments = AttemptSerializer(many=True)
    refunds = RefundSerializer(many=True)


class MethodSerializer(serializers.ModelSerializer[PaymentChannel]):
    method = serializers.CharField(source="code")
    name = serializers.CharField(source="display_name")
    products = serializers.SerializerMethodField()

    class Meta:
        model = PaymentChannel
        fields = ("method", "name", "products")

    def get_products(self, channel: PaymentChannel) -> list[str]:
        return list(channels.offered(channel))


@extend_schema_serializer(examples=[answered(examples.METHODS)])
class MethodsSerializer(serializers.Serializer[Any]):
    due = MoneyField(source="amount", help_text="What is to be paid next; zero where nothing is.")
    methods = MethodSerializer(many=True)


@extend_schema_serializer(examples=[asked(examples.CANCEL)])
class CancelSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="cancelled by the member"
    )
