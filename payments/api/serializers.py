from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import MoneyField, MoneySerializer
from core.api.schema import answered, asked
from payments import channels
from payments.api import examples
from payments.lifecycle import AttemptStatus
from payments.models import (
    Attempt,
    Refund,
    RefundLeg,
    RefundLine,
    Tender,
    TopUp,
    TopUpPurpose,
)
from payments.services import Option, Way


class MethodsField(serializers.ListField):
    """Methods that pay together, each once."""

    def __init__(self, **kwargs: Any) -> None:
        child = serializers.ChoiceField(choices=channels.METHODS)
        super().__init__(child=child, min_length=1, max_length=len(channels.METHODS), **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        return list(dict.fromkeys(super().to_internal_value(data)))


class PointsField(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=10**12,
            help_text="Pay with no more points than that; in whole steps.",
            **kwargs,
        )


@extend_schema_serializer(examples=[asked(examples.START)])
class StartPaymentSerializer(serializers.Serializer[Any]):
    """How the shopper wants to pay: by one ``method``, or by several ``methods`` together.

    Points pay first, then stored value, then balance, and at most one provider the rest.
    ``product`` is how the client opens the provider's page.
    """

    method = serializers.ChoiceField(choices=channels.METHODS, required=False)
    methods = MethodsField(required=False, help_text="Instead of method.")
    product = serializers.ChoiceField(
        choices=sorted(
            {product for products in channels.PRODUCTS.values() for product in products}
        ),
        required=False,
        help_text="The provider's first product where it is left out.",
    )
    points = PointsField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        methods = attrs.setdefault("methods", [attrs["method"]] if "method" in attrs else [])
        if not methods:
            required = self.fields["method"].error_messages["required"]
            raise serializers.ValidationError({"method": [required]}, code="required")
        provider = next((m for m in methods if not channels.is_internal(m)), methods[-1])
        products = channels.PRODUCTS[provider]
        if attrs.setdefault("product", products[0]) not in products:
            raise serializers.ValidationError({"product": [f"one of {', '.join(products)}"]})
        return attrs

    def way(self, *, client_ip: str = "") -> Way:
        given = self.validated_data
        return Way(tuple(given["methods"]), given["product"], client_ip, given.get("points"))


class TenderSerializer(serializers.ModelSerializer[Tender]):
    amount = MoneyField()

    class Meta:
        model = Tender
        fields = ("method", "amount", "points", "status")


@extend_schema_serializer(examples=[answered(examples.ATTEMPT)])
class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    number = serializers.CharField(source="out_trade_no")
    method = serializers.CharField(
        source="channel", help_text="The provider's, or the last of those that are the shop's own."
    )
    amount = MoneyField()
    tenders = TenderSerializer(
        many=True, help_text="What each method pays of it: held, captured, or void again."
    )
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
            "tenders",
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
        source="line.number",
        default=None,
        allow_null=True,
        help_text="Of the order; null for the shipping fee.",
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


class MethodSerializer(serializers.Serializer[Any]):
    method = serializers.CharField(source="channel.code")
    name = serializers.CharField(source="channel.display_name")
    products = serializers.SerializerMethodField()
    most = MoneyField(source="amount", help_text="The most that it can pay of this.")
    most_points = serializers.IntegerField(
        source="points", help_text="The points that go for that; in whole steps."
    )

    def get_products(self, option: Option) -> list[str]:
        return list(channels.offered(option.channel))


class ShareSerializer(serializers.Serializer[Any]):
    method = serializers.CharField()
    amount = MoneyField()
    points = serializers.IntegerField()


@extend_schema_serializer(examples=[answered(examples.METHODS)])
class MethodsSerializer(serializers.Serializer[Any]):
    due = MoneyField(
        source="due.amount", help_text="What is to be paid next; zero where nothing is."
    )
    due_points = serializers.IntegerField(
        source="due.points", help_text="What is to be paid in points beside it."
    )
    points_available = serializers.IntegerField(help_text="What the member has.")
    points_step = serializers.IntegerField(help_text="Points pay in whole steps of so many.")
    methods = MethodSerializer(many=True, source="options")
    split = ShareSerializer(
        many=True,
        source="shares",
        help_text="What each of the methods asked for would pay; empty where none was named.",
    )


@extend_schema_serializer(examples=[asked(examples.CANCEL)])
class CancelSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="cancelled by the member"
    )


@extend_schema_serializer(examples=[asked(examples.TOP_UP)])
class CreateTopUpSerializer(serializers.Serializer[Any]):
    amount = MoneySerializer()
    purpose = serializers.ChoiceField(choices=TopUpPurpose.choices, default=TopUpPurpose.BALANCE)


@extend_schema_serializer(examples=[answered(examples.TOPPED_UP)])
class TopUpSerializer(serializers.ModelSerializer[TopUp]):
    amount = MoneyField()
    status_text = serializers.CharField(source="get_status_display")
    closed_reason = serializers.CharField(help_text='As it was written; "" of one not closed.')

    class Meta:
        model = TopUp
        fields = (
            "number",
            "purpose",
            "amount",
            "status",
            "status_text",
            "created_at",
            "due_at",
            "paid_at",
            "closed_at",
            "closed_reason",
        )
