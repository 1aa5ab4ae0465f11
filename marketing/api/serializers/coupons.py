from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.schema import answered, asked
from marketing.api import examples
from marketing.pricing import CouponKind


class TermsSerializer(serializers.Serializer[Any]):
    """What a coupon gives, and what for: of a row that has a ``template``."""

    name = serializers.CharField(
        source="template.spoken_name", help_text="In the request's language."
    )
    kind = serializers.ChoiceField(CouponKind.choices, source="template.kind")
    amount = MoneyField(source="template.amount", help_text="Off, of a fixed one.")
    off_basis_points = serializers.IntegerField(
        source="template.off_basis_points", help_text="Off, of a percentage: 1500 is 15 %."
    )
    cap = MoneyField(
        source="template.cap_amount", allow_null=True, help_text="A percentage takes no more."
    )
    threshold = MoneyField(
        source="template.threshold_amount",
        help_text="What its goods cost at least, after reductions.",
    )
    stackable = serializers.BooleanField(
        source="template.stackable", help_text="Goes with stackable coupons of other kinds."
    )
    category_ids = serializers.ListField(
        source="template.category_ids",
        child=serializers.IntegerField(),
        help_text="With `skus` empty too: for the whole shop.",
    )
    skus = serializers.ListField(source="template.sku_codes", child=serializers.CharField())


@extend_schema_serializer(examples=[answered(examples.CLAIMABLE)])
class ClaimableSerializer(TermsSerializer):
    id = serializers.UUIDField(source="template.public_id")
    left = serializers.IntegerField(
        allow_null=True, help_text="Of all; null: as many as are wanted."
    )
    mine = serializers.IntegerField(source="held", help_text="How many the member has had of it.")
    per_member_limit = serializers.IntegerField(source="template.per_member_limit")
    may_claim = serializers.BooleanField(help_text="Whether one is left for this member.")
    valid_from = serializers.DateTimeField(source="template.valid_from", allow_null=True)
    valid_until = serializers.DateTimeField(source="template.valid_until", allow_null=True)
    valid_days = serializers.IntegerField(
        source="template.valid_days",
        allow_null=True,
        help_text="Or for so many days from the moment it is claimed.",
    )
    claimable_until = serializers.DateTimeField(source="template.claimable_until")


@extend_schema_serializer(examples=[answered(examples.COUPON)])
class CouponSerializer(TermsSerializer):
    id = serializers.UUIDField(source="public_id", help_text="Of `coupons` at the checkout.")
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()
    used_for = serializers.CharField(help_text="The order that uses it; empty: none.")


@extend_schema_serializer(examples=[asked(examples.EXCHANGE_CODE)])
class RedeemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(
        max_length=60, help_text="As it is printed; case and separators do not count."
    )
