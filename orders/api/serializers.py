from typing import Any

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core import clock
from core.actor import ActorKind
from core.api.fields import MoneyField
from core.api.schema import answered, asked
from core.regions import region
from marketing.deals import DealKind, DealWanted
from marketing.pricing import PriceKind, ReductionKind, WhyNot
from orders.api import examples
from orders.lifecycle import (
    RECEIVE,
    TRANSITIONS,
    InstalmentPurpose,
    InstalmentStatus,
    OrderStatus,
)
from orders.models import (
    AfterSalesStatus,
    CartLineState,
    EntryPoint,
    Instalment,
    Order,
    OrderDiscount,
    OrderLine,
    TimelineEntry,
    entry_point_of,
)
from orders.rules import MAX_CART_LINES, MAX_LINES, MAX_QUANTITY
from orders.selectors import Cart, CartEntry
from orders.services import Item, LeftOut, LeftOutReason
from orders.state_machine import allowed_transitions
from products.api.serializers import AttributeSerializer


@extend_schema_serializer(examples=[asked(examples.ITEM)])
class ItemSerializer(serializers.Serializer[Item]):
    sku = serializers.CharField(max_length=40)
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)


class CouponsField(serializers.ListField):
    """The ids of the coupons to use."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            child=serializers.UUIDField(),
            required=False,
            allow_null=True,
            default=None,
            max_length=20,
            help_text="The coupons to use, by id. Left out: those that make it cheapest; []: none.",
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> list[str]:
        return [str(code) for code in super().to_internal_value(data)]


class DealWantedSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        [(kind.value, kind.label) for kind in DealKind if kind is not DealKind.EXCHANGE]
    )
    id = serializers.CharField(max_length=40, help_text="of the offer")
    team = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text="Group buy: the team to join; left out, a new one is opened.",
    )


@extend_schema_serializer(examples=[asked(examples.CHECKOUT)])
class CheckoutSerializer(serializers.Serializer[Any]):
    """What the shopper wants, and where to."""

    items = serializers.ListField(child=ItemSerializer(), min_length=1, max_length=MAX_LINES)
    address = serializers.UUIDField()
    coupons = CouponsField()
    deal = DealWantedSerializer(
        required=False, help_text="The offer it is bought under; left out, it is bought plainly."
    )

    @property
    def deal_wanted(self) -> DealWanted | None:
        wanted = self.validated_data.get("deal")
        if wanted is None:
            return None
        return DealWanted(DealKind(wanted["kind"]), wanted["id"], wanted["team"])

    @property
    def entry_point(self) -> EntryPoint:
        wanted = self.deal_wanted
        return entry_point_of(wanted.kind if wanted else None)

    @property
    def basket(self) -> list[Item]:
        return [Item(row["sku"], row["quantity"]) for row in self.validated_data["items"]]


@extend_schema_serializer(examples=[asked(examples.PLACE)])
class PlaceSerializer(CheckoutSerializer):
    fingerprint = serializers.CharField(
        max_length=64, help_text="of the quote that the shopper has seen"
    )
    remark = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class QuotedLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="sku_code")
    quantity = serializers.IntegerField()
    list_price = MoneyField(source="list_price_amount")
    price_kind = serializers.ChoiceField(PriceKind.choices)
    unit_price = MoneyField(source="unit_price_amount")
    unit_points = serializers.IntegerField()
    amount = MoneyField()
    discount = MoneyField(source="discount_amount", help_text="Its shares of all reductions.")
    payable = MoneyField(source="payable_amount")


class ReductionSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(ReductionKind.choices)
    code = serializers.CharField()
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    amount = MoneyField()


class NotAppliedSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(ReductionKind.choices)
    code = serializers.CharField()
    name = serializers.CharField(source="spoken_name")
    reason = serializers.ChoiceField(WhyNot.choices)
    reason_text = serializers.CharField(source="reason.label")
    missing = MoneyField(
        source="missing_amount", help_text="How much more would have to be bought for it."
    )


@extend_schema_serializer(examples=[answered(examples.QUOTE)])
class QuoteSerializer(serializers.Serializer[Any]):
    lines = QuotedLineSerializer(many=True)
    goods = MoneyField(source="goods_amount")
    shipping = MoneyField(source="shipping_amount", help_text="Before reductions.")
    reductions = ReductionSerializer(many=True)
    not_applied = NotAppliedSerializer(many=True, help_text="What is in force, and why not here.")
    discount = MoneyField(source="discount_amount")
    payable = MoneyField(source="payable_amount")
    payable_points = serializers.IntegerField()
    points_cap = MoneyField(
        source="points_cap_amount", help_text="Of what is payable, how much points may pay."
    )
    deposit = MoneyField(source="deposit_amount", help_text="Presale: what is paid at first.")
    coupons = serializers.ListField(child=serializers.CharField(), help_text="Those it uses.")
    best_coupons = serializers.ListField(
        child=serializers.CharField(), help_text="Those that make it cheapest."
    )
    fingerprint = serializers.CharField()


class LineSerializer(serializers.Serializer[OrderLine]):
    number = serializers.IntegerField()
    sku = serializers.CharField(source="sku_code")
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    attributes = AttributeSerializer(source="spoken_attributes", many=True)
    image = serializers.CharField()
    quantity = serializers.IntegerField()
    cancelled_quantity = serializers.IntegerField()
    shipped_quantity = serializers.IntegerField()
    list_price = MoneyField(source="list_price_amount")
    price_kind = serializers.ChoiceField(PriceKind.choices)
    unit_price = MoneyField(source="unit_price_amount")
    unit_points = serializers.IntegerField()
    amount = MoneyField()
    discount = MoneyField(source="discount_amount", help_text="Its shares of all reductions.")
    payable = MoneyField(source="payable_amount")
    refunded_quantity = serializers.IntegerField()
    refunded = MoneyField(source="refunded_amount")


class DiscountSerializer(serializers.Serializer[OrderDiscount]):
    line = serializers.IntegerField(
        source="line_number", allow_null=True, help_text="Its number; null: the shipping fee."
    )
    kind = serializers.ChoiceField(ReductionKind.choices)
    code = serializers.CharField()
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    amount = MoneyField()


class InstalmentSerializer(serializers.Serializer[Instalment]):
    number = serializers.IntegerField()
    purpose = serializers.ChoiceField(InstalmentPurpose.choices)
    amount = MoneyField()
    points = serializers.IntegerField()
    status = serializers.ChoiceField(InstalmentStatus.choices)
    opens_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    captured_at = serializers.DateTimeField(allow_null=True)


EXTEND_RECEIPT = "extend_receipt"  # no transition: the order stays as it is
_ACTIONS = [
    *(name for name, transition in TRANSITIONS.items() if ActorKind.MEMBER in transition.by),
    EXTEND_RECEIPT,
]


@extend_schema_serializer(examples=[answered(examples.ORDER_SUMMARY)])
class OrderSummarySerializer(serializers.Serializer[Order]):
    number = serializers.CharField()
    status = serializers.ChoiceField(OrderStatus.choices)
    status_text = serializers.CharField(source="get_status_display")
    after_sales_status = serializers.ChoiceField(AfterSalesStatus.choices)
    entry_point = serializers.ChoiceField(EntryPoint.choices)
    deal_kind = serializers.ChoiceField(DealKind.choices, allow_blank=True)
    deal_id = serializers.CharField(source="deal_reference")
    payable = MoneyField(source="payable_amount")
    payable_points = serializers.IntegerField()
    lines = LineSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField(
        help_text="What the member may do with it now. `pay`: begin a payment; `close`: cancel; "
        "`forfeit`: give the balance up, the deposit stays with the shop; "
        "`receive`: confirm receipt; `extend_receipt`: put automatic receipt off."
    )
    deposit_paid = serializers.BooleanField(
        source="is_deposit_paid", help_text="Presale: the deposit is paid, the balance is not yet."
    )
    placed_at = serializers.DateTimeField()
    payment_opens_at = serializers.DateTimeField(
        source="payment_started_at",
        allow_null=True,
        help_text="From when on what is next can be paid; of a balance, that may be ahead.",
    )
    payment_due_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(_ACTIONS)))
    def get_allowed_actions(self, order: Order) -> list[str]:
        at = clock.now()
        allowed = allowed_transitions(order, ActorKind.MEMBER, at=at)
        actions = [transition.name for transition in allowed]
        if RECEIVE in allowed and order.can_extend_receipt(at):
            actions.append(EXTEND_RECEIPT)
        return actions


class RecipientSerializer(serializers.Serializer[Order]):
    name = serializers.CharField(source="recipient_name")
    phone = serializers.CharField(source="recipient_phone")
    region_code = serializers.CharField()
    region = serializers.SerializerMethodField(help_text="Its divisions, as people write them.")
    detail = serializers.CharField(source="address_detail")

    def get_region(self, order: Order) -> list[str]:
        return list(region(order.region_code).path_names)


@extend_schema_serializer(examples=[answered(examples.ORDER)])
class OrderSerializer(OrderSummarySerializer):
    goods = MoneyField(source="goods_amount")
    shipping = MoneyField(source="shipping_amount", help_text="Before reductions.")
    discount = MoneyField(source="discount_amount")
    discounts = DiscountSerializer(many=True)
    points_cap = MoneyField(
        source="points_cap_amount", help_text="Of what is payable, how much points may pay."
    )
    instalments = InstalmentSerializer(many=True)
    recipient = RecipientSerializer(source="*")
    remark = serializers.CharField()
    paid_at = serializers.DateTimeField(allow_null=True)
    shipped_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_reason = serializers.CharField()
    auto_receive_at = serializers.DateTimeField(allow_null=True)
    receipt_extended_at = serializers.DateTimeField(allow_null=True)
    auto_complete_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(examples=[answered(examples.TIMELINE_ENTRY)])
class TimelineSerializer(serializers.Serializer[TimelineEntry]):
    kind = serializers.CharField()
    facts = serializers.JSONField()
    at = serializers.DateTimeField()


class CartLineSerializer(serializers.Serializer[CartEntry]):
    sku = serializers.CharField(source="line.sku.code")
    product = serializers.CharField(source="line.sku.product.slug", help_text="Its slug.")
    name = serializers.CharField(
        source="line.sku.product.spoken_name", help_text="In the request's language."
    )
    attributes = AttributeSerializer(source="line.sku.spoken_attributes", many=True)
    image = serializers.SerializerMethodField()
    quantity = serializers.IntegerField(source="line.quantity")
    selected = serializers.BooleanField(
        source="line.is_selected", help_text="Never while it is gone."
    )
    unit_price = MoneyField(source="unit_price_amount")
    amount = MoneyField()
    available = serializers.IntegerField(
        min_value=0, help_text="Pieces that can be ordered for shipping at this moment."
    )
    state = serializers.ChoiceField(CartLineState.choices)
    state_text = serializers.CharField(source="state.label")
    added_at = serializers.DateTimeField(source="line.added_at")

    def get_image(self, entry: CartEntry) -> str:
        return entry.line.sku.image or entry.line.sku.product.image


@extend_schema_serializer(examples=[answered(examples.CART)])
class CartSerializer(serializers.Serializer[Cart]):
    lines = CartLineSerializer(source="entries", many=True)
    selected_quantity = serializers.IntegerField(help_text="Pieces on the selected lines.")
    goods = MoneyField(source="goods_amount")


@extend_schema_serializer(examples=[asked({"selected": True})])
class SelectionSerializer(serializers.Serializer[None]):
    selected = serializers.BooleanField()


@extend_schema_serializer(examples=[asked({"quantity": 3, "selected": True})])
class CartLineChangeSerializer(serializers.Serializer[None]):
    """What to change of a line; what is not given stays."""

    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY, required=False)
    selected = serializers.BooleanField(required=False)


@extend_schema_serializer(examples=[asked(examples.MERGE)])
class MergeSerializer(serializers.Serializer[Any]):
    """What the client collected while nobody was signed in."""

    items = serializers.ListField(child=ItemSerializer(), max_length=MAX_CART_LINES)


class LeftOutSerializer(serializers.Serializer[LeftOut]):
    sku = serializers.CharField(source="sku_code")
    reason = serializers.ChoiceField(LeftOutReason.choices)
    reason_text = serializers.CharField(source="reason.label")


@extend_schema_serializer(examples=[answered(examples.MERGED)])
class MergedSerializer(serializers.Serializer[Any]):
    """The cart after many lines were put in, and what could not be."""

    left_out = LeftOutSerializer(many=True)
    cart = CartSerializer()


@extend_schema_serializer(examples=[asked(examples.CART_QUOTE)])
class CartQuoteSerializer(serializers.Serializer[Any]):
    address = serializers.UUIDField()
    coupons = CouponsField()


@extend_schema_serializer(examples=[asked(examples.CART_PLACE)])
class CartPlaceSerializer(CartQuoteSerializer):
    fingerprint = serializers.CharField(
        max_length=64, help_text="of the quote that the shopper has seen"
    )
    remark = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


@extend_schema_serializer(examples=[asked(examples.EXCHANGE)])
class ExchangeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(
        max_length=40, help_text="As it is printed; case and separators do not count."
    )
    address = serializers.UUIDField()
    remark = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


_order = OrderSerializer()


def shown_order(order: Order) -> dict[str, Any]:
    """An order as the API answers it, by one serializer for all of them.

    Making one copies each of its fields, which takes longer than to show an order.
    """
    prefetch_related_objects([order], "discounts__line")
    return _order.to_representation(order)
